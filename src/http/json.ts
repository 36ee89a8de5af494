import type { z } from "zod";
import { ProviderError } from "../errors.ts";
import { isWithinBounds, type JsonBounds } from "../json.ts";
import { emptyAnswer, notJson } from "./failures.ts";
import type { HttpRequest, HttpResponse } from "./http.ts";

/** A page of 50 rows that each list all their markets has 20,000 values, and is ten levels deep. */
const ANSWER_BOUNDS: JsonBounds = { depth: 64, values: 150_000 };

/**
 * The JSON in the body of an answer. Throws an `Error` for a body that is not JSON in UTF-8, or
 * passes the bounds. The error may quote the body.
 */
export function parseBody(body: Uint8Array): unknown {
  if (!isWithinBounds(body, ANSWER_BOUNDS))
    throw new RangeError("The text is longer than any answer.");
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
}

/**
 * An answer with its body parsed, as {@link HttpClient.json} gives it. Throws `ProviderError`
 * `http/bad-answer` when a 2xx answer has a body that {@link parseBody} refuses, or a 200 has
 * nothing in it although something is expected.
 */
export function withJson(
  request: HttpRequest,
  answer: HttpResponse,
): HttpResponse & { readonly json: unknown } {
  const { method, expectsContent = method === "GET" } = request;
  const isGood = answer.status >= 200 && answer.status < 300;
  const json = parse(request, answer, isGood);
  if (answer.status === 200 && expectsContent && isEmpty(json)) throw emptyAnswer(request);
  return { ...answer, json };
}

function parse(request: HttpRequest, { body }: HttpResponse, isGood: boolean): unknown {
  if (body.byteLength === 0) return undefined;
  try {
    return parseBody(body);
  } catch {
    if (isGood) throw notJson(request);
    return undefined;
  }
}

/** Whether it has no content: `null` and `{}` were seen where a list was asked for. */
function isEmpty(json: unknown): boolean {
  if (json === undefined || json === null) return true;
  return typeof json === "object" && !Array.isArray(json) && Object.keys(json).length === 0;
}

/**
 * `json` as `schema` describes it. All data from elsewhere passes through here. `what` names the
 * answer for a person ("the list of playlists").
 *
 * Throws `ProviderError` `http/bad-answer` that says where in the answer it departs from the
 * schema, and never what stands there.
 */
export function decode<T>(schema: z.ZodType<T>, json: unknown, what: string): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const wanted = issue?.code === "invalid_type" ? `expected ${issue.expected}` : issue?.code;
  throw new ProviderError(
    "http/bad-answer",
    `The provider's answer for ${what} is not as documented: ${pathOf(issue)} (${wanted}).`,
    {
      cause: result.error,
      hint: "The provider may have changed its interface. Look for a newer version of tracksafe.",
    },
  );
}

/** `items[3].track.uri`. A key that may be data itself, as in a map by identifier, is a `*`. */
function pathOf(issue: z.core.$ZodIssue | undefined): string {
  const steps = (issue?.path ?? []).map((step) => {
    if (typeof step === "number") return `[${step}]`;
    return /^[a-z_]{1,32}$/i.test(String(step)) ? `.${String(step)}` : ".*";
  });
  return steps.join("").replace(/^\./, "") || "the whole";
}
