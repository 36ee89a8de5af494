import { describe, expect, test } from "vitest";
import { generatePassphrase, sealWithPassphrase } from "../../src/crypto/passphrase.ts";
import { UsageError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";
import { appErrorOf, printed } from "../support/app-error.ts";

describe("a made-up passphrase", () => {
  test("is six groups of four characters that cannot be mixed up", () => {
    for (let round = 0; round < 200; round += 1) {
      const text = generatePassphrase().reveal();
      expect(text).toMatch(/^(?:[a-km-np-z2-9]{4}-){5}[a-km-np-z2-9]{4}$/);
    }
  });

  test("spends five bits of randomness on every character: 120 in all", () => {
    const fill = (value: number) => generatePassphrase((size) => new Uint8Array(size).fill(value));
    const characters = new Set(
      Array.from({ length: 256 }, (_, value) => fill(value).reveal().charAt(0)),
    );
    expect(characters.size).toBe(32);
    // Each of the 24 bytes determines one character.
    const base = fill(0).reveal();
    for (let index = 0; index < 24; index += 1) {
      const changed = generatePassphrase((size) => {
        const bytes = new Uint8Array(size);
        bytes[index] = 1;
        return bytes;
      }).reveal();
      const differences = [...changed].filter((char, at) => char !== base.charAt(at));
      expect(differences.length).toBe(1);
    }
  });

  test("is never the same twice, and does not print", () => {
    const made = Array.from({ length: 1_000 }, () => generatePassphrase());
    expect(new Set(made.map((secret) => secret.reveal())).size).toBe(1_000);
    expect(`${made[0]}`).toBe("[secret]");
  });
});

describe("a recovery copy", () => {
  test.each(["", "hunter2", "fifteen-letters", "aaaaaaaaaaaaaaaaaaaaaaaa", "abcabcabcabcabcabc"])(
    "is not made with a weak passphrase: %j",
    async (text) => {
      const error = await appErrorOf(() =>
        sealWithPassphrase(new Secret("AGE-SECRET-KEY-1CANARY"), new Secret(text)),
      );
      expect(error).toBeInstanceOf(UsageError);
      expect(error.code).toBe("config/weak-passphrase");
      expect(printed(error)).not.toContain("CANARY");
      if (text !== "") expect(printed(error)).not.toContain(text);
    },
  );
});
