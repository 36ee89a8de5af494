import { join } from "node:path";
import {
  type AccountState,
  ALL_SCOPES,
  type EmulatorOptions,
  type RequestRecord,
} from "../../../emulator/index.ts";
import { openStore } from "../../../src/app/store.ts";
import { createWorld } from "../../../src/app/world.ts";
import { type Document, decodeDocument } from "../../../src/snapshot/document.ts";
import { decodeMetadata, type FileRecord, type Metadata } from "../../../src/snapshot/metadata.ts";
import { createFakeClock, type FakeClock } from "../fake-clock.ts";
import { createScene, type Scene } from "../spotify/scene.ts";
import { type Finished, runInProcess } from "./command.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** One run of `tracksafe backup`, and what it left. */
export interface OddRun extends Finished {
  readonly metadata: Metadata;
  /** Requests to the Web API, in the order in which they came. */
  readonly requests: readonly RequestRecord[];
  file(id: string): FileRecord | undefined;
  document(id: string): Promise<Document>;
}

/** A Spotify with odd answers, and a command line in front of it, both on one clock. */
export interface OddScene extends AsyncDisposable {
  readonly scene: Scene;
  readonly account: AccountState;
  readonly clock: FakeClock;
  /** `tracksafe backup` with the given flags. */
  backup(...flags: readonly string[]): Promise<OddRun>;
  /** `tracksafe restore` of the newest snapshots into the account called `accountId`. */
  restore(accountId: string, ...flags: readonly string[]): Promise<Finished>;
  nextDay(): Promise<void>;
}

/** Creates a scene; `options` as the emulator takes them. */
export async function createOddScene(
  accounts: readonly AccountState[],
  options: EmulatorOptions = {},
): Promise<OddScene> {
  const clock = createFakeClock("2026-11-22T03:17:00Z", { autoAdvance: true });
  const now = () => clock.now().getTime();
  const scene = await createScene({ ...options, accounts, now }, { clock });
  const { emulator, directory } = scene;
  const snapshots = join(directory, "snapshots");
  const store = openStore(snapshots, createWorld({ clock }));
  const env = { ...scene.env, XDG_CACHE_HOME: join(directory, "cache") };

  return {
    scene,
    account: scene.account,
    clock,
    async backup(...flags) {
      const before = emulator.requests.length;
      const args = ["backup", "--out", snapshots, "--json", ...flags];
      const finished = await runInProcess(args, env, { clock });
      const { snapshot } = JSON.parse(finished.stdout);
      if (snapshot === null) throw new Error(`no snapshot was left: ${finished.stderr}`);
      const at = (name: string) => store.read(snapshot, name);
      const metadata = await decodeMetadata(await at("metadata.json"));
      const file = (id: string) => metadata.files.find((one) => one.id === id);
      return {
        ...finished,
        metadata,
        requests: emulator.requests.slice(before).filter(({ kind }) => kind === "api"),
        file,
        async document(id) {
          const [part] = file(id)?.parts ?? [];
          if (part === undefined) throw new Error(`there is no ${id}`);
          return decodeDocument(await at(part.name), id);
        },
      };
    },
    restore: (accountId, ...flags) =>
      runInProcess(
        ["restore", snapshots, "--yes", ...flags],
        {
          ...env,
          SPOTIFY_REFRESH_TOKEN: emulator.issueRefreshToken(accountId, ALL_SCOPES),
          XDG_STATE_HOME: join(directory, "state"),
        },
        { clock },
      ),
    nextDay: () => clock.advance(DAY_MS),
    [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose](),
  };
}
