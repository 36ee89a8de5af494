import { Encrypter } from "age-encryption";
import { expect, test } from "vitest";
import { keyIdComment } from "../../src/crypto/key-id-comments.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { openKey } from "../../web/worker/key.ts";
import { appErrorOf } from "../support/app-error.ts";

const KEY_ID = "0123456789abcdef";

const { fileText } = await generateKey("x25519", new Date("2026-11-22T03:17:00Z"));
const keyFile = new TextEncoder().encode(`${fileText.reveal()}${keyIdComment(KEY_ID)}`);

/** A recovery copy of the key file, at a work factor fit for tests. */
async function recoveryCopy(passphrase: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(2);
  encrypter.setPassphrase(passphrase);
  return encrypter.encrypt(keyFile);
}

test("a key file brings the key ids that it records", async () => {
  expect((await openKey({ content: keyFile, passphrase: "" })).keyIds).toEqual([KEY_ID]);
});

test("a recovery copy brings the key ids too, and forgives capitals in its passphrase", async () => {
  const content = await recoveryCopy("some-small-words");
  for (const passphrase of ["some-small-words", " Some-Small-WORDS\n"]) {
    expect((await openKey({ content, passphrase })).keyIds).toEqual([KEY_ID]);
  }
});

test("a recovery copy needs its passphrase", async () => {
  const content = await recoveryCopy("some-small-words");
  const codeFor = async (passphrase: string) =>
    (await appErrorOf(() => openKey({ content, passphrase }))).code;
  expect(await codeFor(" ")).toBe("key/sealed-identity");
  expect(await codeFor("other-small-words")).toBe("key/wrong-passphrase");
});
