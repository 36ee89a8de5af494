import { type AccountState, generateLibrary } from "../../../emulator/index.ts";
import { HOSTILE } from "../hostile-text.ts";

/** The fields with texts that a person has chosen. */
const CHOSEN: ReadonlySet<string> = new Set([
  "name",
  "title",
  "description",
  "artist",
  "ownerName",
]);

/** A library in which every name and text that somebody can choose does harm where it is shown. */
export function hostileLibrary(accountId = "hostile"): AccountState {
  const account = generateLibrary({
    ...{ seed: 47, accountId, likes: HOSTILE.length, albums: 3, artists: 3, shows: 2, episodes: 3 },
    ...{ audiobooks: 2, playlists: 12, itemsPerPlaylist: 6, followed: 2, edgeCases: true },
  });
  let next = 0;
  const choose = () => HOSTILE[next++ % HOSTILE.length] ?? "";
  for (const [key, list] of Object.entries(account)) {
    if (Array.isArray(list)) Object.assign(account, { [key]: poison(list, choose) });
  }
  account.displayName = choose();
  return account;
}

/** A copy of `value` in which every text is chosen that somebody can choose. */
function poison(value: unknown, choose: () => string): unknown {
  if (Array.isArray(value)) return value.map((one) => poison(one, choose));
  if (typeof value !== "object" || value === null) return value;
  // Of a local file; it is a part of its address, which has to be encoded.
  const chosen = "kind" in value && value.kind === "local" ? () => choose().toWellFormed() : choose;
  const entries = Object.entries(value).map(([key, one]) => [
    key,
    typeof one === "string" && CHOSEN.has(key) ? chosen() : poison(one, choose),
  ]);
  return Object.fromEntries(entries);
}
