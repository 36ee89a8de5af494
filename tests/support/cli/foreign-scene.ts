import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect } from "vitest";
import { ALL_SCOPES, createAccount, generateLibrary } from "../../../emulator/index.ts";
import { createFakeClock } from "../fake-clock.ts";
import {
  createIntruder,
  type Intruder,
  newestOf,
  type PlacedFiles,
  readPlaced,
} from "../snapshot/intruder.ts";
import { createScene, type Scene } from "../spotify/scene.ts";
import { runInProcess } from "./command.ts";

export const FIRST = "2026-11-22T03-17-00";
export const SECOND = "2026-11-23T03-17-00";
/** A second after the newest genuine one. */
export const AFTER = "2026-11-23T03:17:01Z";
export const FORGED_SNAPSHOT = "2026-11-23T03-17-01";
export const AHEAD = "2099-01-01T00:00:00Z";
export const LIKES = 60;
export const DAY_MS = 24 * 60 * 60 * 1000;

export type Environment = Readonly<Record<string, string | undefined>>;

/** A sealed history of two days in a directory, and somebody who can write there. */
export interface ForeignScene extends AsyncDisposable {
  readonly scene: Scene;
  readonly intruder: Intruder;
  /** The files of the two snapshots. */
  readonly first: PlacedFiles;
  readonly second: PlacedFiles;
  readonly keyId: string;
  readonly identity: string;
  readonly home: string;
  /** Of the machine that makes the backups, and has a record of their key. */
  readonly own: Environment;
  /** Of one that has the identity and nothing else, logged in to an empty account. */
  readonly bare: Environment;
  run(args: readonly string[], env?: Environment): ReturnType<typeof runInProcess>;
  /** Lets `ms` milliseconds pass. */
  wait(ms: number): Promise<void>;
  put(files: PlacedFiles): Promise<void>;
  /** Empties the directory. */
  clear(): Promise<void>;
  /** Makes the directory and the machine what they were at first. The clock goes on. */
  reset(): Promise<void>;
  pathOf(files: PlacedFiles): string;
  /** The number of requests that changed something. */
  writes(): number;
}

/** Creates a scene; it is an hour after the second snapshot. */
export async function createForeignScene(): Promise<ForeignScene> {
  const clock = createFakeClock("2026-11-22T03:17:00Z", { autoAdvance: true });
  const library = generateLibrary({ seed: 5, likes: LIKES, playlists: 2, itemsPerPlaylist: 4 });
  const accounts = [library, createAccount("target")];
  const scene = await createScene({ accounts }, { clock });
  const { directory, emulator } = scene;
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const home = await mkdtemp(join(tmpdir(), "tracksafe-foreign-"));
  const own = {
    ...scene.env,
    HOME: home,
    AGE_IDENTITY: identity,
    AGE_RECIPIENTS: recipient,
    SPOTIFY_AUTHORIZED_AT: "2026-11-01",
  };
  const bare = {
    ...own,
    HOME: join(home, "bare"),
    AGE_RECIPIENTS: undefined,
    SPOTIFY_CLIENT_SECRET: undefined,
    SPOTIFY_REFRESH_TOKEN: emulator.issueRefreshToken("target", ALL_SCOPES),
  };
  const run: ForeignScene["run"] = (args, env = own) => runInProcess(args, env, { clock });
  const backUp = async () => {
    const { exit, stderr } = await run(["backup", "--out", directory]);
    expect([exit, stderr]).toEqual([0, ""]);
    return newestOf(await readPlaced(directory));
  };
  const first = await backUp();
  await clock.advance(DAY_MS - 60_000);
  await clock.advance(Date.parse("2026-11-23T03:17:00Z") - clock.now().getTime());
  const second = await backUp();
  await clock.advance(3_600_000);
  const [listed] = JSON.parse((await run(["list", directory, "--json"])).stdout).snapshots;
  const intruder = await createIntruder(library, recipient);
  const asAtFirst = await mkdtemp(join(tmpdir(), "tracksafe-foreign-"));
  await cp(home, asAtFirst, { recursive: true });
  const clear = async () => {
    await rm(directory, { recursive: true });
    await mkdir(directory);
  };
  const put = async (files: PlacedFiles) => {
    for (const [path, bytes] of files) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), bytes);
    }
  };
  return {
    scene,
    intruder,
    ...{ first, second, identity, home, own, bare, run },
    keyId: listed.keyId,
    wait: (ms) => clock.advance(ms),
    put,
    clear,
    async reset() {
      await clear();
      for (const files of [first, second]) await put(files);
      await rm(home, { recursive: true });
      await cp(asAtFirst, home, { recursive: true });
    },
    pathOf: (files) => join(directory, dirname([...files.keys()][0] ?? "")),
    writes: () =>
      emulator.requests.filter(({ kind, method }) => kind === "api" && method !== "GET").length,
    async [Symbol.asyncDispose]() {
      await Promise.all([scene[Symbol.asyncDispose](), intruder[Symbol.asyncDispose]()]);
      for (const place of [home, asAtFirst]) await rm(place, { recursive: true, force: true });
    },
  };
}
