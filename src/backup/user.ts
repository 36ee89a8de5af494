import { ConflictError } from "../errors.ts";
import type { Account } from "../model/provider.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import { userName } from "../snapshot/names.ts";

/**
 * The directory of `account` in `store`: the one it already has, under its newest or an older id, or
 * a new one.
 *
 * Throws `ConflictError` `store/new-user` when there are only other accounts' and `newUser` is not
 * set: a login made in the wrong browser must not start a second history unnoticed.
 */
export async function chooseUser(
  store: SnapshotStore,
  provider: string,
  account: Account,
  newUser: boolean,
): Promise<string> {
  const users = await store.users();
  const names = [account.id, ...account.aliases].map((id) => userName(provider, id));
  const [first = userName(provider, account.id)] = names;
  const known = names.find((name) => users.includes(name));
  if (known !== undefined) return known;
  if (users.length === 0 || newUser) return first;
  throw new ConflictError(
    "store/new-user",
    `${store.location} holds the backups of another account, and none of the one that is logged in.`,
    {
      hint: "If the login is the wrong one, log in again with the right account. If a second account is meant, confirm it with --new-user (in the workflow: new-user: true).",
    },
  );
}
