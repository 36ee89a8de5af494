import { createHash, timingSafeEqual } from "node:crypto";
import { Secret } from "../secret.ts";

/** The answer with which a person comes back from the provider's login page. */
export type Callback =
  | { readonly kind: "code"; readonly code: Secret }
  /** The provider's reason why there is none. */
  | { readonly kind: "refused"; readonly error: string };

/** The callback that a login waits for. */
export interface Expected {
  /** The address to which the provider sends the person: exact scheme, host, port and path. */
  readonly redirectUri: string;
  /** The random text that this login was begun with. */
  readonly state: string;
}

/**
 * Reads the callback in a query; `null` when it does not belong to the login that was begun with
 * `state`, or can be understood in more than one way.
 */
export function readCallback(query: URLSearchParams, state: string): Callback | null {
  const [found, code, error] = ["state", "code", "error"].map((name) => query.getAll(name));
  if (found?.length !== 1 || !isSame(found[0] ?? "", state)) return null;
  if (error?.length === 1) return { kind: "refused", error: error[0] ?? "" };
  const [value] = code ?? [];
  if (code?.length !== 1 || !value) return null;
  return { kind: "code", code: new Secret(value) };
}

/**
 * Reads the callback that a person pasted. If there is none, gives a sentence that says what to
 * paste.
 */
export function readPasted(text: string, { redirectUri, state }: Expected): Callback | string {
  const query = queryOfPasted(text, redirectUri);
  if (typeof query === "string") return query;
  const callback = readCallback(query, state);
  if (callback !== null) return callback;
  return "The pasted address is cut off, or it belongs to another attempt to log in. Open the address above, log in, and paste the address at which the browser ends up.";
}

/**
 * The query of a pasted address that is at `redirectUri`, or a sentence as {@link readPasted} has.
 */
export function queryOfPasted(text: string, redirectUri: string): URLSearchParams | string {
  // Terminals and mail programs wrap, quote and indent long addresses.
  const address = text.replace(/[\s"'<>]/g, "");
  const [place, query = ""] = address.split("#", 1)[0]?.split("?", 2) ?? [];
  if (place === redirectUri) return new URLSearchParams(query);
  return `The pasted text is not the address that tracksafe needs. That address begins with ${redirectUri}?code=`;
}

function isSame(given: string, expected: string): boolean {
  const digest = (value: string) => createHash("sha256").update(value).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
