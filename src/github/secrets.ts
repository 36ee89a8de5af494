import { sealForKey } from "../crypto/sealed-box.ts";
import type { Secret } from "../secret.ts";
import type { GitHub } from "./client.ts";
import { badAnswer, type Need } from "./failures.ts";
import type { RepositoryName } from "./repository.ts";

const READ: Need = { area: "secrets", level: "read" };
const WRITE: Need = { area: "secrets", level: "write" };

/** GitHub: REST API > Actions secrets, `per_page`. A repository has at most 100 secrets. */
const PAGE = 100;

/** The names of a repository's own secrets for Actions. Throws as `GitHub.call` does. */
export async function readSecretNames(
  github: GitHub,
  at: RepositoryName,
): Promise<ReadonlySet<string>> {
  const { secrets } = await github.call(READ, (rest) =>
    rest.actions.listRepoSecrets({ ...at, per_page: PAGE }),
  );
  return new Set(secrets.map(({ name }) => name));
}

/**
 * Sets a secret for Actions, sealed for the key that GitHub has for the repository, so that nobody
 * on the way can read it (GitHub: REST API > Actions secrets > Create or update a repository
 * secret).
 *
 * Throws as `GitHub.call` does: `StoreError` `store/permission` for a token that may not,
 * `store/refused` for a name or a size that GitHub does not take.
 */
export async function writeSecret(
  github: GitHub,
  at: RepositoryName,
  { name, value }: { readonly name: string; readonly value: Secret },
): Promise<void> {
  // Reading the key takes a smaller right, but without the right to write it is of no use.
  const { key, key_id } = await github.call(WRITE, (rest) =>
    rest.actions.getRepoPublicKey({ ...at }),
  );
  const encrypted_value = sealForKey(key, value);
  if (encrypted_value === null) throw badAnswer();
  await github.call(WRITE, (rest) =>
    rest.actions.createOrUpdateRepoSecret({ ...at, secret_name: name, encrypted_value, key_id }),
  );
}

/**
 * Deletes a secret for Actions. Gives whether the repository had it. Secrets of an organisation or
 * an environment do not count. Throws as {@link writeSecret}.
 */
export async function removeSecret(
  github: GitHub,
  at: RepositoryName,
  name: string,
): Promise<boolean> {
  const removed = await github.attempt(WRITE, [404], (rest) =>
    rest.actions.deleteRepoSecret({ ...at, secret_name: name }),
  );
  return "data" in removed;
}
