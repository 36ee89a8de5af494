import { randomBytes } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { Encrypter } from "age-encryption";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { createOpener, createSealer } from "../../src/crypto/age.ts";
import { createDecrypt } from "../../src/crypto/age-file.ts";
import { decodeArmor } from "../../src/crypto/armor.ts";
import { MAX_PLAINTEXT } from "../../src/crypto/compression.ts";
import { compress, decompress } from "../../src/crypto/gzip.ts";
import { type GeneratedKey, generateKey } from "../../src/crypto/keygen.ts";
import {
  AppError,
  FormatError,
  IntegrityError,
  InternalError,
  KeyError,
  UsageError,
} from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";
import { appErrorOf, printed } from "../support/app-error.ts";
import { isLong, seeds } from "../support/seeds.ts";

const NOW = new Date("2026-11-22T03:17:00Z");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

let key: GeneratedKey;
let other: GeneratedKey;
let hybrid: GeneratedKey;

beforeAll(async () => {
  [key, other, hybrid] = await Promise.all([
    generateKey("x25519", NOW),
    generateKey("x25519", NOW),
    generateKey("hybrid", NOW),
  ]);
});

/** `content` as an age file, without the gzip that a sealer puts inside. */
async function encryptRaw(content: Uint8Array, ...recipients: string[]): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(content);
}

/** The opened content, or the code of the error, which must be an `AppError`. */
async function outcome(file: Uint8Array, keys = [key]): Promise<Uint8Array | string> {
  try {
    return await createOpener(keys).open(file);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

describe("sealing and opening", () => {
  test.each(["x25519", "hybrid"] as const)("gives any bytes back (%s)", async (kind) => {
    const { recipient, secret } = kind === "x25519" ? key : hybrid;
    const sealer = createSealer([recipient]);
    const opener = createOpener([{ kind, secret }]);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (content) => {
        expect(Buffer.from(await opener.open(await sealer.seal(content)))).toEqual(
          Buffer.from(content),
        );
      }),
      { numRuns: kind === "x25519" ? seeds(50, 5_000) : seeds(10, 500) },
    );
  });

  test("gives content back whose compressed size is around age's 64 KiB chunks", async () => {
    // Random bytes do not compress: gzip stores them, with 23 to 33 bytes around them.
    for (const size of [65_500, 65_513, 65_536, 131_072, 200_000]) {
      const content = new Uint8Array(randomBytes(size));
      const sealed = await createSealer([key.recipient]).seal(content);
      expect(Buffer.compare(await createOpener([key]).open(sealed), content)).toBe(0);
    }
  });

  test("never gives the same bytes twice", async () => {
    const sealer = createSealer([key.recipient]);
    const sealed = await Promise.all(
      Array.from({ length: 50 }, async () => Buffer.from(await sealer.seal(bytes("likes")))),
    );
    expect(new Set(sealed.map((file) => file.toString())).size).toBe(50);
  });

  test("writes ASCII armor", async () => {
    const text = Buffer.from(
      await createSealer([key.recipient]).seal(new Uint8Array(randomBytes(500))),
    ).toString();
    const lines = text.split("\n");
    expect(lines[0]).toBe("-----BEGIN AGE ENCRYPTED FILE-----");
    expect(lines.at(-2)).toBe("-----END AGE ENCRYPTED FILE-----");
    expect(lines.at(-1)).toBe("");
    const body = lines.slice(1, -2);
    expect(body.slice(0, -1).every((line) => /^[A-Za-z0-9+/]{64}$/.test(line))).toBe(true);
    expect(body.at(-1)).toMatch(/^[A-Za-z0-9+/]{1,64}={0,2}$/);
  });

  test("opens binary files, and armored ones with CRLF and white space around them", async () => {
    const sealed = await createSealer([key.recipient]).seal(bytes("likes"));
    const text = Buffer.from(sealed).toString();
    const variants = [
      decodeArmor(sealed),
      bytes(text.trimEnd()),
      bytes(text.replaceAll("\n", "\r\n")),
      bytes(`\n \t\r\n${text}\r\n\n  `),
    ];
    for (const variant of variants) {
      expect(Buffer.from(await createOpener([key]).open(variant)).toString()).toBe("likes");
    }
  });

  test("seals to every recipient; each of them opens it, whatever other keys are tried", async () => {
    const sealer = createSealer([other.recipient, key.recipient]);
    expect(sealer.recipients).toEqual([key.recipient, other.recipient].sort());
    const sealed = await sealer.seal(bytes("likes"));
    for (const keys of [[key], [other], [hybrid, other], [key, other]]) {
      expect(Buffer.from(await createOpener(keys).open(sealed)).toString()).toBe("likes");
    }
  });

  test("opens several gzip members in one file as one content", async () => {
    const members = Buffer.concat([gzipSync("one "), gzipSync(""), gzipSync("document")]);
    const sealed = await encryptRaw(members, key.recipient);
    expect(Buffer.from(await createOpener([key]).open(sealed)).toString()).toBe("one document");
  });

  test("gives each of many files its own verdict, though all are opened at once", async () => {
    const content = bytes("likes");
    const toSeal = [
      { recipient: key.recipient, isDamaged: false },
      { recipient: other.recipient, isDamaged: false },
      { recipient: key.recipient, isDamaged: true },
      { recipient: hybrid.recipient, isDamaged: false },
      { recipient: other.recipient, isDamaged: true },
    ];
    const files = await Promise.all(
      Array.from({ length: 4 }, () => toSeal)
        .flat()
        .map(async ({ recipient, isDamaged }) => {
          const sealed = await encryptRaw(content, recipient);
          return isDamaged ? flipped(sealed, sealed.length * 8 - 1) : sealed;
        }),
    );
    const decrypt = createDecrypt([key, hybrid]);
    const verdicts = await Promise.all(
      [...files, bytes("{}")].map((file) =>
        decrypt(file).then(
          (opened) => Buffer.from(opened).toString(),
          (error: unknown) => (error instanceof AppError ? error.code : error),
        ),
      ),
    );
    const round = ["likes", "key/no-match", "seal/damaged", "likes", "key/no-match"];
    expect(verdicts).toEqual([...round, ...round, ...round, ...round, "seal/not-age"]);
  });

  test("parts, opened in order and put together, are one gzip stream", async () => {
    const sealer = createSealer([key.recipient]);
    const parts = await Promise.all([sealer.seal(bytes("one ")), sealer.seal(bytes("document"))]);
    const streams = await Promise.all(parts.map(createDecrypt([key])));
    expect(gunzipSync(Buffer.concat(streams)).toString()).toBe("one document");
  });
});

describe("a sealer", () => {
  test("is refused without recipients, and with malformed or mixed ones", async () => {
    const cases: readonly (readonly [readonly string[], string])[] = [
      [[], "config/no-recipient"],
      [["age1nonsense"], "config/bad-recipient"],
      [[key.recipient, hybrid.recipient], "config/mixed-recipients"],
    ];
    for (const [recipients, code] of cases) {
      const error = await appErrorOf(() => createSealer(recipients));
      expect(error).toBeInstanceOf(UsageError);
      expect(error.code).toBe(code);
    }
  });

  test("does not seal to a point that is no public key", async () => {
    // Thirty-two zero bytes with a right checksum: X25519 with it gives the same for every key.
    const zero = `age1${"q".repeat(52)}5cu47z`;
    const sealer = createSealer([zero]);
    const error = await appErrorOf(() => sealer.seal(bytes("likes")));
    expect(error.code).toBe("config/bad-recipient");
  });

  test("does not seal what is too large to be opened", async () => {
    const error = await appErrorOf(() => compress(new Uint8Array(MAX_PLAINTEXT + 1)));
    expect(error).toBeInstanceOf(InternalError);
    expect(error.code).toBe("internal/seal-too-large");
  });
});

describe("the reason why a file cannot be opened", () => {
  test("no key fits", async () => {
    const sealed = await createSealer([key.recipient]).seal(bytes("likes"));
    for (const keys of [[], [other], [hybrid], [other, hybrid]]) {
      const error = await appErrorOf(() => createOpener(keys).open(sealed));
      expect(error).toBeInstanceOf(KeyError);
      expect(error.code).toBe("key/no-match");
      expect(error.cause).toBeInstanceOf(Error);
      expect(error.hint).toContain("metadata.json");
    }
  });

  test("it is not an age file; nothing of it is repeated", async () => {
    const files = [
      `{"title":"a private title"}\n`,
      "age-encryption.org/v2\n-> X25519 a private title\n",
      "-----BEGIN PGP MESSAGE-----\n\na private title\n-----END PGP MESSAGE-----\n",
      "x",
    ];
    for (const file of [...files.map(bytes), gzipSync("a private title")]) {
      const error = await appErrorOf(() => createOpener([key]).open(file));
      expect(error).toBeInstanceOf(FormatError);
      expect(error.code).toBe("seal/not-age");
      expect(printed(error)).not.toContain("private title");
    }
  });

  test("its sealed content is broken gzip", async () => {
    const member = gzipSync("likes");
    const crc = Buffer.from(member);
    crc.writeUInt8(crc.readUInt8(crc.length - 8) ^ 1, crc.length - 8);
    const broken = [
      Buffer.alloc(0),
      Buffer.from("[]"),
      member.subarray(0, -1),
      crc,
      Buffer.concat([member, Buffer.from("garbage")]),
      Buffer.concat([member, member.subarray(0, 12)]),
    ];
    for (const content of broken) {
      const error = await appErrorOf(async () =>
        createOpener([key]).open(await encryptRaw(content, key.recipient)),
      );
      expect(error).toBeInstanceOf(IntegrityError);
      expect(error.code).toBe("seal/damaged");
    }
  });

  test("it would unpack to more than the bound", async () => {
    const exact = await compress(new Uint8Array(1_000));
    expect((await decompress(exact, 1_000)).length).toBe(1_000);
    const error = await appErrorOf(() => decompress(exact, 999));
    expect(error).toBeInstanceOf(IntegrityError);
    expect(error.code).toBe("seal/too-large");
  });

  test("it is a bomb of a few hundred kilobytes, which is not unpacked", async () => {
    const mebibyte = gzipSync(new Uint8Array(1024 * 1024));
    const bomb = Buffer.concat(Array.from({ length: 257 }, () => mebibyte));
    const sealed = await encryptRaw(bomb, key.recipient);
    expect(sealed.length).toBeLessThan(300_000);
    expect(await outcome(sealed)).toBe("seal/too-large");
  });
});

describe("damage is detected", () => {
  const content = bytes("every like, in order");
  const refused = ["seal/damaged", "seal/not-age", "key/no-match"];

  /** Visits each bit of a byte in turn, from byte to byte; all bits of all bytes if long. */
  const step = isLong() ? 1 : 7;

  test("a flipped bit in every byte of an armored file", async () => {
    const sealed = await createSealer([key.recipient]).seal(content);
    const harmless: number[] = [];
    for (let bit = 0; bit < sealed.length * 8; bit += step) {
      const result = await outcome(flipped(sealed, bit));
      if (typeof result === "string") expect(refused).toContain(result);
      else {
        expect(Buffer.from(result)).toEqual(Buffer.from(content));
        harmless.push(Math.floor(bit / 8));
      }
    }
    // Only the newline at the very end may become other white space: it carries nothing.
    expect(harmless.filter((position) => position !== sealed.length - 1)).toEqual([]);
  });

  test("a flipped bit in every byte of a binary file", async () => {
    const sealed = decodeArmor(await createSealer([key.recipient]).seal(content));
    const results = new Set<unknown>();
    for (let bit = 0; bit < sealed.length * 8; bit += step) {
      results.add(await outcome(flipped(sealed, bit)));
    }
    expect([...results].sort()).toEqual([...refused].sort());
  });

  test("every truncation, armored and binary", async () => {
    const armored = await createSealer([key.recipient]).seal(content);
    for (const sealed of [armored, decodeArmor(armored)]) {
      // Without its last newline the armored file is still whole.
      const shortest = sealed === armored ? 2 : 1;
      for (let length = 0; length <= sealed.length - shortest; length += 1) {
        expect(await outcome(sealed.subarray(0, length))).toBe("seal/damaged");
      }
    }
  });

  test("a hybrid file, flipped here and there", async () => {
    const sealed = decodeArmor(await createSealer([hybrid.recipient]).seal(content));
    for (let position = 0; position < sealed.length; position += 37) {
      expect(refused).toContain(await outcome(flipped(sealed, position * 8), [hybrid]));
    }
  });

  test("a file followed by another, or by anything else", async () => {
    const armored = await createSealer([key.recipient]).seal(content);
    const binary = decodeArmor(armored);
    for (const sealed of [armored, binary]) {
      for (const tail of [sealed, bytes("x"), new Uint8Array(1)]) {
        expect(await outcome(new Uint8Array([...sealed, ...tail]))).toBe("seal/damaged");
      }
    }
  });

  test("any junk is answered with an error of the family", async () => {
    const starts = ["", "age-encryption.org/v1\n", "-----BEGIN AGE ENCRYPTED FILE-----\n"];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array(), async (start, junk) => {
        expect(["seal/damaged", "seal/not-age"]).toContain(
          await outcome(new Uint8Array([...bytes(start), ...junk])),
        );
      }),
      { numRuns: seeds(200, 20_000) },
    );
  });
});

test("no error shows the identity that was tried", async () => {
  const sealed = await createSealer([other.recipient]).seal(bytes("likes"));
  const files = [sealed, sealed.subarray(0, 100), bytes("junk"), decodeArmor(sealed)];
  for (const file of files) {
    const error = await appErrorOf(() =>
      createOpener([key, { kind: "passphrase", secret: new Secret("canary passphrase") }]).open(
        file,
      ),
    );
    expect(printed(error)).not.toContain(key.secret.reveal());
    expect(printed(error)).not.toContain("canary");
  }
});

function flipped(file: Uint8Array, bit: number): Uint8Array {
  const copy = new Uint8Array(file);
  const position = Math.floor(bit / 8);
  copy[position] = (copy[position] ?? 0) ^ (1 << (bit % 8));
  return copy;
}
