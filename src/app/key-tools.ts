import { keyIdComment, notRecorded, withKeyIds } from "../crypto/key-id-comments.ts";
import { rewriteFile } from "../disk/rewrite.ts";
import { systemCode } from "../errors.ts";
import { Secret } from "../secret.ts";
import type { Keyring } from "../setup/key-step.ts";
import { readRecipients } from "./keys.ts";
import type { World } from "./world.ts";

/** age's keys, for the guide. Every secret among them is told to the world. */
export function createKeyring(world: World): Keyring {
  return {
    async generate(keyIds) {
      const { generateKey } = await import("../crypto/keygen.ts");
      const { recipient, secret, fileText } = await generateKey("x25519", world.clock.now());
      world.onSecret(secret);
      const noted = new Secret(fileText.reveal() + keyIds.map(keyIdComment).join(""));
      return { recipient, identity: secret, fileText: noted };
    },
    async seal(fileText) {
      const { generatePassphrase, sealWithPassphrase } = await import("../crypto/passphrase.ts");
      const passphrase = generatePassphrase();
      world.onSecret(passphrase);
      return { content: await sealWithPassphrase(fileText, passphrase), passphrase };
    },
    parseRecipients: (text) => readRecipients(text, "The list of recipients"),
    async recipientsOf(identity) {
      const { parseIdentities } = await import("../crypto/identities.ts");
      const found = await parseIdentities(identity);
      for (const { secret } of found) world.onSecret(secret);
      const { checkRecipients } = await import("../crypto/recipients.ts");
      return checkRecipients(
        found.map(({ recipient }) => recipient),
        "The key",
      );
    },
    async prove(recipients, identity) {
      const { nodeGzip } = await import("../crypto/gzip.ts");
      const { proveKey } = await import("../crypto/prove-key.ts");
      await proveKey(nodeGzip, recipients, identity);
    },
    async note(path, keyIds) {
      try {
        return await rewriteFile(path, (before) => withKeyIds(before, keyIds));
      } catch (cause) {
        const code = systemCode(cause);
        throw code === undefined ? cause : notRecorded(code, keyIds, cause);
      }
    },
  };
}
