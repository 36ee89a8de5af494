import { notRecorded, withKeyIds } from "../crypto/key-id-comments.ts";
import { rewriteFile } from "../disk/rewrite.ts";
import { systemCode } from "../errors.ts";
import type { KeyTools } from "../setup/key-step.ts";
import { readRecipients } from "./keys.ts";
import type { World } from "./world.ts";

/**
 * The work with age keys for the setup guide. Every secret goes to `world.onSecret`, so that no log
 * shows it.
 */
export function createKeyTools(world: World): KeyTools {
  return {
    async generate(keyIds) {
      const { generateKey } = await import("../crypto/keygen.ts");
      const { recipient, secret, fileText } = await generateKey(
        "x25519",
        world.clock.now(),
        keyIds,
      );
      world.onSecret(secret);
      return { recipient, identity: secret, fileText };
    },
    async sealWithNewPassphrase(fileText) {
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
    async checkKeyOpens(recipients, identity) {
      const { nodeGzip } = await import("../crypto/gzip.ts");
      const { proveKey } = await import("../crypto/prove-key.ts");
      await proveKey(nodeGzip, recipients, identity);
    },
    async recordKeyIds(path, keyIds) {
      try {
        return await rewriteFile(path, (before) => withKeyIds(before, keyIds));
      } catch (cause) {
        const code = systemCode(cause);
        throw code === undefined ? cause : notRecorded(code, keyIds, cause);
      }
    },
  };
}
