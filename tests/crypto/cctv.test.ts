import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";
import * as cctv from "cctv-age";
import { describe, expect, test } from "vitest";
import { createDecrypt, type Identity } from "../../src/crypto/age-file.ts";
import { parseIdentities } from "../../src/crypto/identities.ts";
import { AppError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";

// The age project's test vectors (C2SP/CCTV, age/README.md), through our own opening code. They hold
// plain payloads, so they are run against the age layer, below gzip.

interface Vector {
  readonly name: string;
  readonly expect: string;
  readonly payload: string | undefined;
  readonly identities: readonly string[];
  readonly passphrases: readonly string[];
  readonly file: Uint8Array;
}

const KNOWN_KEYS = [
  "armored",
  "comment",
  "compressed",
  "expect",
  "file key",
  "identity",
  "passphrase",
  "payload",
];

function parseVector(name: string, bytes: Uint8Array): Vector {
  const raw = Buffer.from(bytes);
  const end = raw.indexOf("\n\n");
  const fields = raw
    .subarray(0, end)
    .toString()
    .split("\n")
    .map((line): [string, string] => {
      const colon = line.indexOf(": ");
      return [line.slice(0, colon), line.slice(colon + 2)];
    });
  for (const [key] of fields) expect(KNOWN_KEYS).toContain(key);
  const all = (key: string) => fields.filter(([own]) => own === key).map(([, value]) => value);
  const body = raw.subarray(end + 2);
  return {
    name,
    expect: all("expect")[0] ?? "",
    payload: all("payload")[0],
    identities: all("identity"),
    passphrases: all("passphrase"),
    file: all("compressed")[0] === "zlib" ? inflateSync(body) : body,
  };
}

async function open(vector: Vector): Promise<string> {
  const identities: Identity[] = vector.passphrases.map((text) => ({
    kind: "passphrase",
    secret: new Secret(text),
  }));
  for (const text of vector.identities) {
    identities.push(...(await parseIdentities(new Secret(text))));
  }
  try {
    const payload = await createDecrypt(identities)(vector.file);
    return createHash("sha256").update(payload).digest("hex");
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

/** Files whose first line is no longer that of age v1: they are told apart from damaged ones. */
const NOT_AGE = new Set([
  "armor_garbage_leading",
  "armor_header_crlf",
  "armor_lowercase",
  "armor_whitespace_begin",
  "armor_wrong_type",
  "header_crlf",
  "version_unsupported",
]);

function expected(vector: Vector): string {
  switch (vector.expect) {
    case "success":
      return vector.payload ?? "a success vector has a payload";
    case "no match":
      return "key/no-match";
    case "HMAC failure":
    case "payload failure":
      return "seal/damaged";
    case "header failure":
    case "armor failure":
      return NOT_AGE.has(vector.name) ? "seal/not-age" : "seal/damaged";
    default:
      return `no such expectation: ${vector.expect}`;
  }
}

const vectors = Object.entries(cctv)
  .filter(([name]) => name !== "default")
  .map(([name, bytes]) => parseVector(name, bytes));

describe("age's test vectors", () => {
  test("are all there", () => {
    const counts: Record<string, number> = {};
    for (const vector of vectors) counts[vector.expect] = (counts[vector.expect] ?? 0) + 1;
    expect(counts).toEqual({
      success: 26,
      "no match": 13,
      "HMAC failure": 1,
      "header failure": 62,
      "armor failure": 22,
      "payload failure": 19,
    });
  });

  // A failed opening releases nothing, so that the rule about payload prefixes holds for none.
  test.each(vectors)("$name: $expect", async (vector) => {
    expect(await open(vector)).toBe(expected(vector));
  });
});
