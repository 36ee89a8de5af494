import { type BackupRequest, backup } from "../src/app/backup.ts";
import { openRepository } from "../src/app/repository.ts";
import type { ReadingSession } from "../src/app/session.ts";
import { createWorld } from "../src/app/world.ts";
import { generateKey } from "../src/crypto/keygen.ts";
import { Secret } from "../src/secret.ts";
import { createFakeClock } from "../tests/support/fake-clock.ts";
import { startGitHub } from "../tests/support/github/server.ts";
import { createEditableLibrary, type EditableLibrary } from "./library.ts";
import { megabytes, printTable } from "./table.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const START = "2026-01-01T03:17:00Z";

const SEALED_ANEW_DAYS = 30;

/**
 * Backs a library up every day of a year into a real git repository, through GitHub's API as the
 * tests emulate it, and prints the growth of the repository. The library has 5,000 likes and 100
 * playlists. Each day brings one to three likes, now and then one is removed, and two playlists are
 * edited.
 */
export async function benchYear(): Promise<void> {
  const [one, unchanged] = [await measureGrowth(1, true), await measureGrowth(31, true, false)];
  printTable(
    "A repository, after `git gc`: 5,000 likes, 100 playlists, edited every day",
    ["", ""],
    [
      ["after the first day", megabytes(one)],
      [
        "each further day on which nothing changed",
        `${((unchanged - one) / 30 / 1e3).toFixed(2)} kB`,
      ],
      ["after 365 days", megabytes(await measureGrowth(365, true))],
      [
        `after ${SEALED_ANEW_DAYS} days, if everything were sealed anew each day`,
        megabytes(await measureGrowth(SEALED_ANEW_DAYS, false)),
      ],
    ],
  );
}

/** The size of the repository in bytes after this number of days, packed by `git gc`. */
async function measureGrowth(days: number, reuse: boolean, edits = true): Promise<number> {
  const clock = createFakeClock(START, { autoAdvance: true });
  const world = createWorld({ clock });
  const server = await startGitHub();
  const repository = await server.addRepository({ owner: "somebody", name: "backups" });
  const token = server.addToken({
    label: "bench",
    kind: "personal",
    rights: { [repository.fullName]: { contents: "write" } },
  });
  const library = createEditableLibrary(5_000, 100, 50);
  const access = { token: new Secret(token.value), tokenName: "token", apiUrl: server.url };
  const key = await generateKey("x25519", clock.now());
  const request: BackupRequest = {
    recipients: [key.recipient],
    include: ["likes", "playlists"],
  };
  for (let day = 0; day < days; day += 1) {
    await using github = await openRepository(repository.fullName, access, world);
    const store = await github.store({ ownRepository: false });
    // Without an earlier snapshot, every file is sealed anew.
    const place = reuse ? store : { ...store, list: async () => [] };
    const result = await backup(sessionOf(library), place, world, request);
    if (result.status !== "complete") throw new Error(`day ${day}: ${result.error?.code}`);
    if (edits) editDay(library, day, { likes: 5_000, playlists: 100 });
    await clock.advance(
      Math.max(0, Date.parse(START) + (day + 1) * DAY_MS - clock.now().getTime()),
    );
  }
  await repository.git.run(["gc", "--quiet", "--prune=now"]);
  const counts = await repository.git.run(["count-objects", "-v"]);
  await server.close();
  return Number(/size-pack: (\d+)/.exec(counts)?.[1]) * 1024;
}

/** A session that reads `library`. */
export function sessionOf({ provider }: EditableLibrary): ReadingSession {
  return {
    provider,
    login: new Secret("login"),
    storedLogin: () => new Secret("login"),
    keySource: new Secret("client secret"),
    isLoginLost: () => false,
    states: null,
  };
}

/** Makes the changes of one day in a library that began with these numbers. */
export function editDay(
  library: EditableLibrary,
  day: number,
  { likes, playlists }: { readonly likes: number; readonly playlists: number },
): void {
  const now = new Date(Date.parse(START) + day * DAY_MS).toISOString();
  for (let liked = 0; liked <= day % 3; liked += 1) library.like(now);
  if (day % 7 === 0) library.unlike((day * 131) % likes);
  library.edit((day * 13) % playlists, now);
  library.edit((day * 29 + 7) % playlists, now);
}
