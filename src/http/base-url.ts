import { UsageError } from "../errors.ts";

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);

/** Whether a request to `url` cannot be read on the way: it is https, or goes to this machine. */
export function isPrivate(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.has(url.hostname));
}

/**
 * The base address in the setting called `name`. Its path ends in `/`, so that `new
 * URL("me/tracks", base)` is an address below it.
 *
 * Throws `UsageError` `config/insecure-url` unless it is https or on this machine, and
 * `config/invalid-url` when it is no URL or has credentials, a query or a fragment. The value is
 * not repeated in the message: it may hold a password.
 */
export function parseBaseUrl(name: string, value: string): URL {
  const url = URL.parse(value);
  if (!url) {
    throw new UsageError("config/invalid-url", `${name} is not a URL.`, { hint: EXAMPLE });
  }
  if (!isPrivate(url)) {
    throw new UsageError("config/insecure-url", `${name} is neither https nor on this machine.`, {
      hint: "Use https, or http to 127.0.0.1, [::1] or localhost.",
    });
  }
  if (url.username || url.password || /[?#]/.test(url.href)) {
    throw new UsageError(
      "config/invalid-url",
      `${name} must not have a user, password, query or fragment.`,
      { hint: EXAMPLE },
    );
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

const EXAMPLE = "Give an address such as https://api.example.com/v1";
