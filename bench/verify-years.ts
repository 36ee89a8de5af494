import { MOST_REQUESTS } from "../action/verify.ts";
import { verifySnapshots } from "../src/app/history.ts";
import { openRepository } from "../src/app/repository.ts";
import { createWorld } from "../src/app/world.ts";
import { Secret } from "../src/secret.ts";
import { createFakeClock } from "../tests/support/fake-clock.ts";
import { startGitHub } from "../tests/support/github/server.ts";
import { type StoredDay, showDays, storeDays } from "../tests/support/github/stored-days.ts";
import { printTable } from "./table.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const WEEKS = 156;
const FIRST_DAY = Date.parse("2026-01-01T03:17:00Z");

/** The number of files of each snapshot, and of those that are new each day. */
const FILES = 20;
const CHANGING = 4;

/**
 * Verifies a history of daily backups every week for three years, as the action does, and prints the most
 * requests of a week, and how long bytes went without a check.
 */
export async function benchVerifyYears(): Promise<void> {
  await using server = await serve();
  const { git } = server.repository;
  const days = storeDays(git, {
    clientSecret: "client secret",
    days: 7 * WEEKS,
    last: new Date(FIRST_DAY + (7 * WEEKS - 1) * DAY_MS),
    files: FILES,
    changing: CHANGING,
  });
  const requests: number[] = [];
  const lastRead = new Map<string, number>();
  let longestUnread = 0;
  for (let week = 1; week <= WEEKS; week += 1) {
    const shown = days.slice(0, 7 * week);
    showDays(git, shown);
    const paths = await verifyWeek(server, new Date(FIRST_DAY + (7 * week - 1) * DAY_MS), shown);
    requests.push(paths.length);
    for (const sha of blobsOf(shown)) if (!lastRead.has(sha)) lastRead.set(sha, week);
    for (const path of paths) {
      const [, sha = ""] = /\/git\/blobs\/([0-9a-f]{40})$/.exec(path) ?? [];
      const before = lastRead.get(sha);
      if (before === undefined) continue;
      longestUnread = Math.max(longestUnread, week - before);
      lastRead.set(sha, week);
    }
  }
  const waiting = Math.max(...[...lastRead.values()].map((week) => WEEKS - week));
  printTable(
    `Weekly verifications of three years: ${FILES} sealed files a day, ${CHANGING} of them new`,
    ["", ""],
    [
      ["verifications", `${requests.length}`],
      ["snapshots at the end", `${days.length}`],
      ["most requests of one verification", `${Math.max(...requests)}`],
      ["longest time between two checks of a byte by git's name", "7 days"],
      [
        "longest time without the bytes themselves being read again",
        `${7 * Math.max(longestUnread, waiting)} days`,
      ],
    ],
  );
}

async function serve() {
  const server = await startGitHub();
  const repository = await server.addRepository({ owner: "somebody", name: "backups" });
  const token = server.addToken({
    label: "bench",
    kind: "personal",
    rights: { [repository.fullName]: { contents: "write" } },
    limit: Number.POSITIVE_INFINITY,
  });
  return {
    server,
    repository,
    access: { token: new Secret(token.value), tokenName: "token", apiUrl: server.url },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/**
 * Verifies what is on the branch, and returns the paths of all requests. Throws unless every file of
 * every snapshot was checked, by its bytes or by git's name for them.
 */
async function verifyWeek(
  { server, repository, access }: Awaited<ReturnType<typeof serve>>,
  at: Date,
  shown: readonly StoredDay[],
): Promise<readonly string[]> {
  server.reset();
  const world = createWorld({ clock: createFakeClock(at.toISOString(), { autoAdvance: true }) });
  await using opened = await openRepository(repository.fullName, access, world);
  const store = await opened.store({ ownRepository: false });
  const readsLeft = () => Math.max(0, MOST_REQUESTS - opened.requests());
  const { snapshots } = await verifySnapshots(store, world, { readsLeft });
  const isChecked = snapshots.every(({ verification: { files, problems } }) => {
    return files === FILES + 1 && problems.length === 0;
  });
  if (snapshots.length !== shown.length || !isChecked) throw new Error("a file was not checked");
  return server.requests.map(({ path }) => path);
}

/** The names of all files but the metadata. */
function blobsOf(days: readonly StoredDay[]): ReadonlySet<string> {
  return new Set(days.flatMap(({ files }) => files.slice(1).map(({ sha }) => sha)));
}
