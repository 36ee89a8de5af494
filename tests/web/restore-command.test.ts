import { expect, it } from "vitest";
import { commandFor, placeOf } from "../../web/restore/command.ts";

const USER = "0123456789abcdef";
const SNAPSHOT = "2026-11-22T03-17-00";

it.each([
  ["the folder of the backups", "backups", `./backups/${USER}/${SNAPSHOT}`],
  ["a folder around it", "vault/backups", `./vault/backups/${USER}/${SNAPSHOT}`],
  ["the folder of an account", USER, `./${USER}/${SNAPSHOT}`],
  ["a single snapshot", SNAPSHOT, `./${USER}/${SNAPSHOT}`],
  ["an archive", "vault-backups.zip", `./vault-backups/${USER}/${SNAPSHOT}`],
  ["a repository", "github:me/vault", `github:me/vault/${USER}/${SNAPSHOT}`],
  ["a path", "/srv/backups", `/srv/backups/${USER}/${SNAPSHOT}`],
])("the command names the snapshot after %s was chosen", (_, chosen, path) => {
  const place = placeOf(chosen, USER);
  const wanted = { place, user: USER, snapshot: SNAPSHOT, only: [], isSameAccount: false };
  expect(commandFor(wanted)).toBe(`tracksafe restore ${path}`);
});
