import { badAnswer } from "./failures.ts";

/** The part of `fetch` that octokit needs; that of `createFetch` has it. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>;

export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly redirect: "manual";
  readonly signal?: AbortSignal;
}

export interface FetchAnswer {
  readonly status: number;
  readonly headers: Iterable<[string, string]> & { get(name: string): string | null };
  text(): Promise<string>;
}

/** The number of redirects that a request follows. */
const MAX_REDIRECTS = 3;

/**
 * `fetch` for octokit, with two differences. An answer counts once it is there in full and, when it
 * claims success, is JSON: octokit would take one that breaks off in its middle for an empty one,
 * and a proxy's web page for data. And a request is sent on, unchanged, to where a renamed
 * repository is now, but to no other host than that of `base`.
 *
 * GitHub: REST API > Best practices > Follow redirects.
 */
export function wholeAnswers(
  fetch: Fetch,
  base: URL,
): (url: string, init: Omit<FetchInit, "redirect">) => Promise<Response> {
  return async (address, { method, headers, body, signal }) => {
    const init: FetchInit = {
      method,
      headers,
      redirect: "manual",
      ...(body !== undefined && { body }),
      ...(signal && { signal }),
    };
    let url = new URL(address);
    for (let redirects = 0; ; redirects += 1) {
      const answer = await fetch(url.href, init);
      const text = await answer.text();
      const isMoved = [301, 302, 307, 308].includes(answer.status);
      if (!isMoved) return toResponse(answer, text);
      url = new URL(answer.headers.get("location") ?? "", url);
      if (url.origin !== base.origin || redirects === MAX_REDIRECTS) throw badAnswer();
    }
  };
}

function toResponse({ status, headers }: FetchAnswer, text: string): Response {
  const hasBody = ![204, 205, 304].includes(status);
  const isError = status >= 400;
  const response = new Response(hasBody && isError ? text : null, {
    status,
    headers: [...headers],
  });
  if (!hasBody || isError) return response;
  // Octokit hands this on as the data: its own parser would copy a large text several times over.
  return Object.defineProperty(response, "body", { value: parse(text) });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badAnswer();
  }
}
