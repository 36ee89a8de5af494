import { type GitHubAnswer, invalid } from "./answer.ts";
import type { Lag } from "./lag.ts";
import type { FakeRepository } from "./repository.ts";
import type { RequiredRight, Token } from "./tokens.ts";

/** One request to a repository that the token may see and has the needed right in. */
export interface RouteCall {
  readonly repository: FakeRepository;
  readonly lag: Lag;
  /** `null`: nobody is logged in. */
  readonly token: Token | null;
  /** The matches of the groups of the route's pattern, percent-decoded. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** The address of the repository. */
  readonly url: string;
}

/** An endpoint below `/repos/{owner}/{repo}`. */
export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Matches the whole of what follows `/repos/{owner}/{repo}`. */
  readonly path: RegExp;
  readonly need: RequiredRight;
  /** Whether an archived repository still answers it although it is a write. */
  readonly handle: (call: RouteCall) => Promise<GitHubAnswer> | GitHubAnswer;
}

export const param = (call: RouteCall, index: number): string => call.params[index] ?? "";

/** A field of the body that has to be a string. */
export function text(body: Readonly<Record<string, unknown>>, field: string): string {
  const value = body[field];
  if (typeof value !== "string") throw invalid(`Invalid request. "${field}" wasn't supplied.`);
  return value;
}

export function optionalText(
  body: Readonly<Record<string, unknown>>,
  field: string,
): string | undefined {
  return body[field] === undefined || body[field] === null ? undefined : text(body, field);
}

/** A field of the body that has to be a list. */
export function list(body: Readonly<Record<string, unknown>>, field: string): readonly unknown[] {
  const value = body[field];
  if (!Array.isArray(value)) throw invalid(`Invalid request. "${field}" is not an array.`);
  return value;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
