import { describe, expect, it } from "vitest";
import { generateKey } from "../../src/crypto/keygen.ts";
import { generatePassphrase } from "../../src/crypto/passphrase.ts";
import { Secret } from "../../src/secret.ts";
import { checkSecretEnd, secretEnd } from "../../src/setup/secret-end.ts";
import { appErrorOf, printed } from "../support/app-error.ts";

describe("the end of a secret", () => {
  it("is its last characters, and has no hyphen in it", async () => {
    const { secret } = await generateKey("x25519", new Date("2026-11-22T03:17:00Z"));
    expect(secretEnd(secret)).toBe(secret.reveal().slice(-6));
    const passphrase = generatePassphrase();
    expect(secretEnd(passphrase)).toBe(passphrase.reveal().slice(-4));
    expect(secretEnd(passphrase)).not.toContain("-");
  });

  it("is taken in any case and with space around it, and nothing else is", async () => {
    const secret = new Secret("k7qm-x2pd-9fhs");
    checkSecretEnd(secret, " 9FHS ");
    for (const answer of ["", "9fh", "fhs", "-9fhs", "d-9fhs", "x2pd", "k7qm-x2pd-9fhs"]) {
      const error = await appErrorOf(async () => checkSecretEnd(secret, answer));
      expect(error.code).toBe("key/not-kept");
      expect(printed(error)).not.toContain("9fhs");
    }
  });
});
