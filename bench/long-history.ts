import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BackupRequest, backup } from "../src/app/backup.ts";
import { openRepository, type Repository } from "../src/app/repository.ts";
import { createWorld, type World } from "../src/app/world.ts";
import { generateKey } from "../src/crypto/keygen.ts";
import { Secret } from "../src/secret.ts";
import { createFakeClock } from "../tests/support/fake-clock.ts";
import { startGitHub } from "../tests/support/github/server.ts";
import { createEditableLibrary } from "./library.ts";
import { editDay, sessionOf } from "./year.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The size of a library. */
export interface LibrarySize {
  readonly likes: number;
  readonly playlists: number;
  readonly items: number;
}

/** A history of daily backups, in a repository of an emulated GitHub and as the same files in a directory. */
export interface LongHistory extends AsyncDisposable {
  readonly directory: string;
  /** The repository, as an argument of a command. */
  readonly source: string;
  /** The environment variables with which commands open both. */
  readonly env: Readonly<Record<string, string>>;
  readonly world: World;
  readonly repository: Repository;
  /** Backs up, day by day, until there are so many snapshots, and puts their files into the directory. */
  growTo(snapshots: number): Promise<void>;
  /** The number of requests that the repository got since this was last asked. */
  takeRequests(): number;
}

/** Starts a history that ends today, so that commands believe its times. */
export async function startHistory(
  size: LibrarySize,
  { isSealed, days }: { readonly isSealed: boolean; readonly days: number },
): Promise<LongHistory> {
  const first = Date.now() - days * DAY_MS;
  const clock = createFakeClock(new Date(first).toISOString(), { autoAdvance: true });
  const world = createWorld({ clock });
  const server = await startGitHub();
  const hosted = await server.addRepository({ owner: "somebody", name: "backups" });
  const token = server.addToken({
    label: "bench",
    kind: "personal",
    rights: { [hosted.fullName]: { contents: "write" } },
    limit: Number.POSITIVE_INFINITY,
  });
  const home = await mkdtemp(join(tmpdir(), "tracksafe-bench-"));
  const key = await generateKey("x25519", clock.now());
  const identity = join(home, "key.txt");
  await writeFile(identity, key.fileText.reveal());
  const library = createEditableLibrary(size.likes, size.playlists, size.items);
  const access = { token: new Secret(token.value), tokenName: "token", apiUrl: server.url };
  const repository = await openRepository(hosted.fullName, access, world);
  const store = await repository.store({ ownRepository: false });
  const request: BackupRequest = {
    recipients: isSealed ? [key.recipient] : [],
    include: ["likes", "playlists"],
    newUser: true,
  };
  let made = 0;
  return {
    directory: join(home, "backups"),
    source: `github:${hosted.fullName}`,
    env: {
      GITHUB_TOKEN: token.value,
      GITHUB_API_URL: server.url,
      XDG_STATE_HOME: join(home, "state"),
      ...(isSealed && { AGE_IDENTITY: identity }),
    },
    world,
    repository,
    async growTo(snapshots) {
      for (; made < snapshots; made += 1) {
        const now = clock.now().getTime();
        await clock.advance(Math.max(0, first + made * DAY_MS - now));
        const result = await backup(sessionOf(library), store, world, request);
        if (result.status !== "complete") throw new Error(`day ${made}: ${result.error?.code}`);
        editDay(library, made, size);
      }
      await hosted.git.run(["--work-tree", home, "checkout", "--force", "main", "--", "backups"]);
    },
    takeRequests() {
      const { length } = server.requests;
      server.reset();
      return length;
    },
    async [Symbol.asyncDispose]() {
      await repository[Symbol.asyncDispose]();
      await server.close();
      await rm(home, { recursive: true });
    },
  };
}
