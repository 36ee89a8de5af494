import { describe, expect, test } from "vitest";
import { type AppError, UsageError } from "../../src/errors.ts";
import { isPrivate, parseBaseUrl } from "../../src/http/base-url.ts";
import { appErrorOf, printed } from "../support/app-error.ts";

const refusalOf = (value: string): Promise<AppError> =>
  appErrorOf(() => parseBaseUrl("SPOTIFY_API_URL", value));

describe("parseBaseUrl", () => {
  test.each([
    ["https://api.spotify.com/v1", "https://api.spotify.com/v1/"],
    ["https://api.spotify.com/v1/", "https://api.spotify.com/v1/"],
    [" https://example.org\n", "https://example.org/"],
    ["http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/"],
    ["http://[::1]:8080", "http://[::1]:8080/"],
    ["http://LOCALHOST:1", "http://localhost:1/"],
  ])("%j is %s", (value, href) => {
    expect(parseBaseUrl("SPOTIFY_API_URL", value).href).toBe(href);
  });

  test("resolves a relative path below it", () => {
    const base = parseBaseUrl("SPOTIFY_API_URL", "https://api.spotify.com/v1");
    expect(new URL("me/tracks?limit=50", base).href).toBe(
      "https://api.spotify.com/v1/me/tracks?limit=50",
    );
  });

  test.each([
    "http://api.spotify.com/v1",
    "http://127.0.0.1.example.org",
    "http://localhost.example.org",
    "http://localhost.",
    "http://0.0.0.0",
    "http://[::ffff:127.0.0.1]",
    "http://192.168.1.2",
    "ftp://127.0.0.1",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "ws://localhost",
  ])("refuses %s as insecure, by the setting's name", async (value) => {
    const refusal = await refusalOf(value);
    expect(refusal).toBeInstanceOf(UsageError);
    expect(refusal.code).toBe("config/insecure-url");
    expect(refusal.message).toContain("SPOTIFY_API_URL");
  });

  test.each([
    "",
    "api.spotify.com/v1",
    "https://",
    "https://me@example.org",
    "https://me:hunter2@example.org",
    "https://example.org/?key=hunter2",
    "https://example.org/?",
    "https://example.org/#hunter2",
    "https://example.org/#",
  ])("refuses %j as no base, without repeating it", async (value) => {
    const refusal = await refusalOf(value);
    expect(refusal.code).toBe("config/invalid-url");
    expect(refusal.message).toContain("SPOTIFY_API_URL");
    expect(printed(refusal)).not.toContain("hunter2");
  });
});

test("isPrivate is about the whole address, not its beginning", () => {
  expect(isPrivate(new URL("https://i.scdn.co/image/x"))).toBe(true);
  expect(isPrivate(new URL("http://i.scdn.co/image/x"))).toBe(false);
  expect(isPrivate(new URL("http://127.0.0.1@example.org/"))).toBe(false);
});
