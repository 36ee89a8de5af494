import { type BackupRequest, backup } from "../src/app/backup.ts";
import type { ReadingSession } from "../src/app/session.ts";
import { createWorld } from "../src/app/world.ts";
import { type GeneratedKey, generateKey } from "../src/crypto/keygen.ts";
import { Secret } from "../src/secret.ts";
import { createDirectoryStore } from "../src/store/directory/store.ts";
import { createFakeClock } from "../tests/support/fake-clock.ts";
import { createEditableLibrary, type EditableLibrary } from "./library.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const START = "2025-11-01T03:17:00Z";

/** The number of likes in the last snapshot. */
export const LARGE_LIKES = 50_000;

/**
 * Stores sealed snapshots in `directory`: one a day of a library of 5,000 rows that is edited every
 * day, and a last one of a library of 50,000 likes and 100 playlists of 50. Gives the key.
 */
export async function storeViewHistory(directory: string, days: number): Promise<GeneratedKey> {
  const clock = createFakeClock(START, { autoAdvance: true });
  const world = createWorld({ clock });
  const store = createDirectoryStore(directory, { clock });
  const key = await generateKey("x25519", clock.now());
  const request: BackupRequest = {
    recipients: [key.recipient],
    include: ["likes", "playlists"],
  };
  const usual = createEditableLibrary(4_000, 20, 50);
  const large = createEditableLibrary(LARGE_LIKES, 100, 50);
  for (let day = 0; day <= days; day += 1) {
    const library = day < days ? usual : large;
    const result = await backup(sessionOf(library), store, world, request);
    if (result.status !== "complete") throw new Error(`day ${day}: ${result.error?.code}`);
    editDay(library, day);
    await clock.advance(
      Math.max(0, Date.parse(START) + (day + 1) * DAY_MS - clock.now().getTime()),
    );
  }
  return key;
}

function sessionOf({ provider }: EditableLibrary): ReadingSession {
  return {
    provider,
    login: new Secret("login"),
    storedLogin: () => new Secret("login"),
    keySource: new Secret("client secret"),
    isLoginLost: () => false,
    states: null,
  };
}

/** One to three likes more, now and then one less, and an edited playlist. */
function editDay(library: EditableLibrary, day: number): void {
  const now = new Date(Date.parse(START) + day * DAY_MS).toISOString();
  for (let liked = 0; liked <= day % 3; liked += 1) library.like(now);
  if (day % 7 === 0) library.unlike((day * 131) % 4_000);
  library.edit((day * 13) % 20, now);
}
