import { createHmac, hkdfSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  deriveContentKey,
  generateContentKey,
  hmac,
  keyId,
  opaqueId,
} from "../../src/crypto/content-key.ts";
import { KeyError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";
import { appErrorOf, printed } from "../support/app-error.ts";

const SECRET = new Secret("client-secret-canary");
const KEY = deriveContentKey(SECRET, "1f00ba12");

/** A field as the framing writes it, spelled out apart from the code under test. */
const field = (text: string) =>
  Buffer.concat([
    Buffer.from(Buffer.from(text).length.toString(16).padStart(16, "0"), "hex"),
    Buffer.from(text),
  ]);

describe("the content key", () => {
  test("is HKDF-SHA-256 of the client secret, with the user in its info", () => {
    const info = Buffer.concat([field("tracksafe/v1/content-key"), field("1f00ba12")]);
    const expected = hkdfSync("sha256", "client-secret-canary", "", info, 32);
    expect(KEY.reveal()).toBe(Buffer.from(expected).toString("hex"));
  });

  test("stays what it is: a changed key would re-seal every file and break every fingerprint", () => {
    expect(KEY.reveal()).toBe("ec70b4fc472abc3ab822c0e8e1365b83ca16251b7d9e0681c801b4f868a7a257");
    expect(keyId(KEY)).toBe("d969f91b978fe43a");
    expect(opaqueId(KEY, "playlist", "37i9dQZF1DX0XUsuxWHRQd")).toBe("f6d8c7afe5cbfe6d71ea");
    expect(hmac(KEY, "revision", "likes", new Uint8Array([1, 2, 3]))).toBe(
      "9f22ff661721a3272c75d76ab87cb70e55016127db483eb23487256eb26a321c",
    );
  });

  test("differs by client secret and by user", () => {
    const keys = [
      KEY,
      deriveContentKey(SECRET, "1f00ba13"),
      deriveContentKey(SECRET, ""),
      deriveContentKey(new Secret("client-secret-canarz"), "1f00ba12"),
      generateContentKey(),
      generateContentKey(),
    ];
    expect(new Set(keys.map((key) => key.reveal())).size).toBe(6);
    expect(new Set(keys.map(keyId)).size).toBe(6);
    expect(deriveContentKey(SECRET, "1f00ba12").reveal()).toBe(KEY.reveal());
  });

  test("is made of the randomness it is given", () => {
    expect(generateContentKey((size) => new Uint8Array(size).fill(0xab)).reveal()).toBe(
      "ab".repeat(32),
    );
  });

  test("does not print, and its id does not contain it", () => {
    expect(`${KEY} ${JSON.stringify(KEY)}`).toBe('[secret] "[secret]"');
    expect(keyId(KEY)).toMatch(/^[0-9a-f]{16}$/);
    expect(KEY.reveal()).not.toContain(keyId(KEY));
  });

  test.each([
    "",
    "canary",
    "AB".repeat(32),
    `${"ab".repeat(32)}\n`,
    "ab".repeat(31),
    "zz".repeat(32),
  ])("is refused when it is not one: %j", async (text) => {
    const error = await appErrorOf(() => hmac(new Secret(text), "label"));
    expect(error).toBeInstanceOf(KeyError);
    expect(error.code).toBe("key/bad-content-key");
    if (text !== "") expect(printed(error)).not.toContain(text);
  });
});

describe("a keyed fingerprint", () => {
  test("is HMAC-SHA-256 over length-prefixed fields", () => {
    const expected = createHmac("sha256", Buffer.from(KEY.reveal(), "hex"))
      .update(Buffer.concat([field("tracksafe/v1/mac"), field("one"), field(""), field("é")]))
      .digest("hex");
    expect(hmac(KEY, "mac", "one", "", "é")).toBe(expected);
    expect(hmac(KEY, "mac", "one", new Uint8Array(0), Buffer.from("é"))).toBe(expected);
  });

  test("is the same for the same fields only", () => {
    const fields = fc.array(fc.string({ maxLength: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fields, fields, ([label = "", ...parts], [otherLabel = "", ...otherParts]) => {
        const same = JSON.stringify([label, parts]) === JSON.stringify([otherLabel, otherParts]);
        expect(hmac(KEY, label, ...parts) === hmac(KEY, otherLabel, ...otherParts)).toBe(same);
      }),
      { numRuns: 500 },
    );
    expect(hmac(KEY, "a", "bc")).not.toBe(hmac(KEY, "a", "b", "c"));
    expect(hmac(KEY, "a", "bc")).not.toBe(hmac(KEY, "ab", "c"));
    expect(hmac(KEY, "a")).not.toBe(hmac(KEY, "a", ""));
  });
});

describe("an opaque id", () => {
  test("is 20 lower-case hex digits, the same each time, apart by kind, id and key", () => {
    const ids = [
      opaqueId(KEY, "playlist", "one"),
      opaqueId(KEY, "playlist", "two"),
      opaqueId(KEY, "cover", "one"),
      opaqueId(generateContentKey(), "playlist", "one"),
    ];
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{20}$/);
    expect(new Set(ids).size).toBe(4);
    expect(opaqueId(KEY, "playlist", "one")).toBe(ids[0]);
  });
});
