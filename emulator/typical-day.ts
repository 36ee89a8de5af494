import { createCatalog } from "./catalog.ts";
import { type AccountState, timestamp } from "./library.ts";
import { addItems, like } from "./mutate.ts";

/** Track numbers that no generated library has. */
const NEW_TRACKS = 15_000_000_000;

/** Adds the changes of a typical day: five likes, and one item in each of two playlists. */
export function addTypicalDay(account: AccountState, now: number): void {
  const { track } = createCatalog();
  const first = NEW_TRACKS + account.likes.length * 12;
  const addedAt = timestamp(now);
  like(
    account,
    Array.from({ length: 5 }, (_, at) => track(first + at)),
    addedAt,
  );
  const [one, , other] = account.playlists.filter(({ ownerId }) => ownerId === account.id);
  for (const [at, playlist] of [one, other].entries()) {
    if (playlist) addItems(playlist, [track(first + 5 + at)], { addedAt, addedBy: account.id });
  }
}
