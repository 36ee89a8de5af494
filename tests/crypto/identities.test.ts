import { Encrypter } from "age-encryption";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { encodeArmor } from "../../src/crypto/armor.ts";
import {
  isSealedIdentityFile,
  openIdentityFile,
  parseIdentities,
} from "../../src/crypto/identities.ts";
import { type GeneratedKey, generateKey } from "../../src/crypto/keygen.ts";
import { AppError, IntegrityError, KeyError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";
import { appErrorOf, printed } from "../support/app-error.ts";
import { character } from "../support/arbitraries.ts";

const NOW = new Date("2026-11-22T03:17:00Z");
const PASSPHRASE = new Secret("canary-passphrase-of-the-identity-file");

let key: GeneratedKey;
let hybrid: GeneratedKey;

beforeAll(async () => {
  key = await generateKey("x25519", NOW);
  hybrid = await generateKey("hybrid", NOW);
});

const parse = (text: string) => parseIdentities(new Secret(text));

/** An identity file sealed with {@link PASSPHRASE}, at a work factor fit for tests. */
async function sealFile(text: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(PASSPHRASE.reveal());
  encrypter.setScryptWorkFactor(10);
  return encrypter.encrypt(text);
}

describe("an identity file", () => {
  test("holds keys of both kinds, a line each, among comments", async () => {
    const found = await parse(`${key.fileText.reveal()}\n# second\n${hybrid.fileText.reveal()}`);
    expect(found.map(({ kind, recipient }) => [kind, recipient])).toEqual([
      ["x25519", key.recipient],
      ["hybrid", hybrid.recipient],
    ]);
    expect(found.map(({ secret }) => secret.reveal())).toEqual([
      key.secret.reveal(),
      hybrid.secret.reveal(),
    ]);
  });

  test("may have white space, CRLF, quotes and a byte order mark around it", async () => {
    const text = key.secret.reveal();
    for (const variant of [
      `  ${text}\t\n`,
      `\uFEFF${text}\r\n`,
      `"${text}"`,
      ` '${text}' \r\n`,
      `\`${text}\n\``,
      `"# comment\n${text}\n"`,
      `# comment\r${text}\r`,
      key.fileText.reveal().replaceAll("\n", "\r\n"),
      `${text}\n${text}\n`,
    ]) {
      const found = await parse(variant);
      expect(found.map(({ recipient }) => recipient)).toEqual([key.recipient]);
    }
  });

  test("is refused with the line, and never its text", async () => {
    const identity = key.secret.reveal();
    const typo = identity.slice(0, 30) + (identity[30] === "Q" ? "P" : "Q") + identity.slice(31);
    const bad: readonly (readonly [string, string])[] = [
      [typo, "is mistyped or cut"],
      [identity.slice(0, -1), "is mistyped or cut"],
      [identity.replace("KEY-1", "KEY-PQ-1"), "is mistyped or cut"],
      [hybrid.secret.reveal().replace("PQ-1", "1"), "is mistyped or cut"],
      [`${identity} ${identity}`, "is not an age identity"],
      [identity.toLowerCase(), "is not an age identity"],
      ["AGE-PLUGIN-YUBIKEY-1QQQQQQ", "is not an age identity"],
      ["hunter2 is the canary, and so is this", "is not an age identity"],
      [key.recipient, "is a recipient"],
    ];
    for (const [text, what] of bad) {
      const error = await appErrorOf(() => parse(`# comment\n\n${text}\n`));
      expect(error).toBeInstanceOf(KeyError);
      expect(error.code).toBe("key/bad-identity");
      expect(error.message).toContain(`Line 3 of the identity file ${what}`);
      expect(error.hint).toContain("AGE-SECRET-KEY-1…");
      expect(printed(error)).not.toContain(text);
      expect(printed(error)).not.toContain(text.slice(20));
      expect(printed(error)).not.toContain("canary");
    }
  });

  test.each(["", "\r\n \n", "# only a comment", '""'])(
    "is refused without a key: %j",
    async (text) => {
      const error = await appErrorOf(() => parse(text));
      expect(error.code).toBe("key/bad-identity");
    },
  );

  test("never makes anything but an error of the family", async () => {
    const piece = fc.oneof(
      fc.string({ unit: character }),
      fc.constantFrom("AGE-SECRET-KEY-1", "AGE-SECRET-KEY-PQ-1", "\n", '"', "#", "age1"),
      fc.stringMatching(/^AGE-SECRET-KEY-(PQ-)?1[02-9A-Z]{0,70}$/),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece), async (pieces) => {
        await parse(pieces.join("")).catch((error: unknown) => {
          if (!(error instanceof AppError)) throw error;
          expect(error.code).toBe("key/bad-identity");
        });
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("an identity file sealed with a passphrase", () => {
  test("is told from a plain one, and opened", async () => {
    const sealed = await sealFile(key.fileText.reveal());
    expect(isSealedIdentityFile(new TextEncoder().encode(key.fileText.reveal()))).toBe(false);
    for (const file of [sealed, encodeArmor(sealed)]) {
      expect(isSealedIdentityFile(file)).toBe(true);
      const found = await openIdentityFile(file, PASSPHRASE);
      expect(found.map(({ recipient }) => recipient)).toEqual([key.recipient]);
    }
  });

  test("is not taken for an identity", async () => {
    const armored = Buffer.from(encodeArmor(await sealFile(key.fileText.reveal()))).toString();
    const error = await appErrorOf(() => parse(`\n${armored}`));
    expect(error).toBeInstanceOf(KeyError);
    expect(error.code).toBe("key/sealed-identity");
    expect(error.hint).toContain("age -d");
  });

  test("tells a wrong passphrase, damage and foreign content apart, and shows none of it", async () => {
    const sealed = await sealFile(key.fileText.reveal());
    const wrong = new Secret("canary-passphrase-mistyped");
    const cut = await appErrorOf(() => openIdentityFile(sealed.subarray(0, -1), PASSPHRASE));
    expect(cut).toBeInstanceOf(IntegrityError);
    expect(cut.code).toBe("seal/damaged");
    const foreign = await sealFile("canary, not a key");
    const cases: readonly (readonly [Uint8Array, Secret, string])[] = [
      [sealed, wrong, "key/wrong-passphrase"],
      [await sealToKey(), PASSPHRASE, "key/wrong-passphrase"],
      [foreign, PASSPHRASE, "key/bad-identity"],
    ];
    for (const [file, passphrase, code] of cases) {
      const error = await appErrorOf(() => openIdentityFile(file, passphrase));
      expect(error).toBeInstanceOf(KeyError);
      expect(error.code).toBe(code);
      expect(printed(error)).not.toContain("canary");
    }
    const plain = await appErrorOf(() =>
      openIdentityFile(new TextEncoder().encode(key.fileText.reveal()), PASSPHRASE),
    );
    expect(plain.code).toBe("seal/not-age");
    expect(printed(plain)).not.toContain("AGE-SECRET");
  });
});

async function sealToKey(): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(key.recipient);
  return encrypter.encrypt(key.fileText.reveal());
}
