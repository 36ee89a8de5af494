import sodium from "libsodium-wrappers";
import type { FakeRepository } from "./repository.ts";

/** A secret as a workflow gets to see it; `null` when it is not set. Throws for an unsound one. */
export async function openSecret(repository: FakeRepository, name: string): Promise<string | null> {
  const sealed = repository.secrets.get(name);
  if (sealed === undefined) return null;
  await sodium.ready;
  const { public: publicKey, private: privateKey } = repository.secretKey;
  const value = sodium.crypto_box_seal_open(Buffer.from(sealed, "base64"), publicKey, privateKey);
  return Buffer.from(value).toString();
}

/** Sets a secret as a person does in the settings. */
export async function setSecret(
  { secrets, secretKey }: FakeRepository,
  name: string,
  value: string,
): Promise<void> {
  await sodium.ready;
  secrets.set(
    name,
    Buffer.from(sodium.crypto_box_seal(value, secretKey.public)).toString("base64"),
  );
}
