import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { AppError } from "../../src/errors.ts";
import { decode, withJson } from "../../src/http/json.ts";
import { appErrorOf, printed } from "../support/app-error.ts";

const SCHEMA = z.object({
  items: z.array(z.object({ track: z.object({ uri: z.string().startsWith("spotify:") }) })),
  external: z.record(z.string(), z.number()).optional(),
  kind: z.enum(["one", "two"]).optional(),
});

const departure = (json: unknown): Promise<AppError> =>
  appErrorOf(() => decode(SCHEMA, json, "the liked songs"));

describe("decode", () => {
  test("gives what the schema makes of it", () => {
    const json = { items: [{ track: { uri: "spotify:track:1", extra: 1 } }], other: true };
    expect(decode(SCHEMA, json, "the liked songs")).toEqual({
      items: [{ track: { uri: "spotify:track:1" } }],
    });
  });

  test.each([
    [{ items: [{ track: { uri: 7 } }] }, "items[0].track.uri (expected string)"],
    [{ items: [{ track: { uri: "private" } }] }, "items[0].track.uri (invalid_format)"],
    [{ items: {} }, "items (expected array)"],
    [{ items: [], external: { "user-private-1": "x" } }, "external.* (expected number)"],
    [{ items: [], kind: "private" }, "kind (invalid_value)"],
    [undefined, "the whole (expected object)"],
    ["private", "the whole (expected object)"],
  ])("says where %j departs from it, and not what stands there", async (json, where) => {
    const error = await departure(json);
    expect(error.code).toBe("http/bad-answer");
    expect(error.message).toBe(
      `The provider's answer for the liked songs is not as documented: ${where}.`,
    );
    expect(error.cause).toBeInstanceOf(z.ZodError);
  });

  test("no value is in the error, its hint or its cause", async () => {
    const error = await departure({
      items: [{ track: { uri: "private" } }, { track: "private" }],
      external: { a: "private" },
      kind: "private",
    });
    expect(printed(error)).not.toContain("private");
  });
});

describe("withJson", () => {
  const request = { method: "GET", url: new URL("https://example.org/v1/me?x=1") } as const;
  const answer = (status: number, body: string | Uint8Array) => ({
    status,
    headers: new Headers(),
    body: typeof body === "string" ? new TextEncoder().encode(body) : body,
  });

  test("parses whatever the status", () => {
    expect(withJson(request, answer(200, '{"a":[1]}')).json).toEqual({ a: [1] });
    expect(withJson(request, answer(404, '{"error":1}')).json).toEqual({ error: 1 });
    expect(withJson(request, answer(200, '\uFEFF"bom"')).json).toBe("bom");
    expect(withJson(request, answer(200, "[]")).json).toEqual([]);
  });

  test.each(["", "null", "{}", " {}\n"])(
    "%j is a bad answer where content is expected",
    async (body) => {
      const expecting = { ...request, method: "POST", expectsContent: true } as const;
      for (const one of [request, expecting]) {
        const error = await appErrorOf(() => withJson(one, answer(200, body)));
        expect([error.code, error.cause]).toEqual(["http/bad-answer", undefined]);
        expect(() => withJson(one, answer(404, body))).not.toThrow();
      }
    },
  );

  test("nothing is a good answer to a change", () => {
    const change = { ...request, method: "PUT" } as const;
    expect(withJson(change, answer(204, "")).json).toBeUndefined();
    expect(withJson(change, answer(200, "")).json).toBeUndefined();
    expect(withJson(change, answer(200, "null")).json).toBeNull();
    expect(withJson({ ...request, expectsContent: false }, answer(200, "{}")).json).toEqual({});
  });

  test("a success that is not JSON is a bad answer, any other status is not", async () => {
    for (const body of [
      `${"[".repeat(65)}${"]".repeat(65)}`,
      `[${"0,".repeat(150_000)}0]`,
      "<html>secret</html>",
      '{"token":"secret',
      new Uint8Array([0x22, 0xff, 0x22]),
    ]) {
      expect(withJson(request, answer(403, body)).json).toBeUndefined();
      const error = await appErrorOf(() => withJson(request, answer(200, body)));
      expect([error.code, error.cause]).toEqual(["http/bad-answer", undefined]);
      expect(printed(error)).not.toMatch(/secret|v1|x=1/);
    }
  });
});
