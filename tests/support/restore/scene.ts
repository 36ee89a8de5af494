import {
  type AccountState,
  ALL_SCOPES,
  createAccount,
  type Emulator,
  type EmulatorOptions,
  type PlaylistState,
  uriOf,
} from "../../../emulator/index.ts";
import type { BackupRequest } from "../../../src/app/backup.ts";
import { createOwnerKeys } from "../../../src/app/owner-keys.ts";
import { connectSpotify } from "../../../src/app/session.ts";
import { createWorld } from "../../../src/app/world.ts";
import { readHistory } from "../../../src/history/list.ts";
import type { Open } from "../../../src/model/sealer.ts";
import type { SnapshotStore } from "../../../src/model/snapshot-store.ts";
import { noState, type State } from "../../../src/model/state.ts";
import { snapshotSource } from "../../../src/restore/choose.ts";
import type { JournalLines } from "../../../src/restore/journal.ts";
import type { RestoreSource } from "../../../src/restore/load-library.ts";
import {
  type PlannedRestore,
  planRestore,
  type RestoreResult,
} from "../../../src/restore/restore.ts";
import { Secret } from "../../../src/secret.ts";
import { normaliseDetails } from "../../../src/spotify/index.ts";
import { once } from "../../../src/store/read-whole.ts";
import { createFakeClock, type FakeClock } from "../fake-clock.ts";
import { createScene, type Scene } from "../spotify/scene.ts";

/** Options of one restore of a scene, in place of the usual ones. */
export interface SceneRestoreOptions {
  /** Default: the scene's target. */
  readonly account?: AccountState;
  /** Default: none is kept. */
  readonly journal?: JournalLines | null;
  readonly open?: Open;
  readonly only?: readonly string[];
  readonly scopes?: readonly string[];
  /** Default: only what is proved is restored. */
  readonly unproved?: boolean;
  /** Default: nothing is remembered. */
  readonly memory?: State;
  readonly decisions?: State;
  /** A review that is given back. */
  readonly review?: string | null;
  /** Ends all requests, as the end of the process does. */
  readonly signal?: AbortSignal;
}

/** An emulated Spotify with a library, an account to restore it into, and time that passes by itself. */
export interface RestoreScene extends Scene {
  readonly clock: FakeClock;
  readonly target: AccountState;
  /** Backs the library up; what is given back is a source to restore from. */
  snapshot(request?: BackupRequest): Promise<RestoreSource>;
  plan(
    source: RestoreSource | readonly RestoreSource[],
    options?: SceneRestoreOptions,
  ): Promise<PlannedRestore>;
  restore(
    source: RestoreSource | readonly RestoreSource[],
    options?: SceneRestoreOptions,
  ): Promise<RestoreResult>;
  /** One more account, with nothing in it. */
  addAccount(): AccountState;
  /** The writes so far: `POST /playlists/…/items`. */
  writes(): string[];
  /** The number of requests to the Web API by method and path (`GET /me/tracks`), from `since` on. */
  counts(since?: number): Record<string, number>;
}

/** Creates a scene. It backs up `source`, which is the first of the emulator's accounts. */
export async function createRestoreScene(
  source: AccountState,
  options: Partial<EmulatorOptions> = {},
): Promise<RestoreScene> {
  const clock = createFakeClock("2026-11-22T12:00:00Z", { autoAdvance: true });
  const target = createAccount("target");
  const now = () => clock.now().getTime();
  const scene = await createScene({ ...options, now, accounts: [source, target] }, { clock });
  const { emulator, store } = scene;
  const write = ({ kind, method }: Emulator["requests"][number]) =>
    kind === "api" && method !== "GET";

  async function startPlan(
    from: RestoreSource | readonly RestoreSource[],
    {
      account = target,
      journal = null,
      open,
      only = [],
      scopes,
      signal,
      unproved = false,
      memory = noState,
      decisions = noState,
      review = null,
    }: SceneRestoreOptions = {},
  ) {
    const world = createWorld({ clock, ...(signal && { signal }) });
    const token = emulator.issueRefreshToken(account.accountId, scopes ?? ALL_SCOPES);
    const session = connectSpotify(
      {
        clientId: emulator.app.clientId,
        clientSecret: new Secret(emulator.app.clientSecret),
        refreshToken: new Secret(token),
        apiUrl: emulator.apiUrl,
        accountsUrl: emulator.accountsUrl,
      },
      world,
    );
    const planned = planRestore(
      {
        sources: "label" in from ? [from] : from,
        open: open ?? null,
        only,
        provider: session.provider,
        writer: session.writer,
        catalogue: session.catalogue,
        memory,
        decisions,
        review,
        normalise: normaliseDetails,
        sameAccount: account === source,
        unproved,
        journal,
      },
      { clock, log: world.log },
    );
    return { planned, session };
  }

  return Object.assign(scene, {
    clock,
    target,
    async snapshot(request: BackupRequest = { covers: true }) {
      const { snapshot } = await scene.backup(request);
      if (snapshot === null) throw new Error("there is no snapshot");
      const ownerKeys = createOwnerKeys(
        { keySource: new Secret(emulator.app.clientSecret) },
        { ...createWorld(), clock },
      );
      const { evidence } = await readHistory(store, snapshot.user, ownerKeys);
      return snapshotSource(readOnce(store), { ...snapshot, evidence });
    },
    plan: async (...request: Parameters<typeof startPlan>) => (await startPlan(...request)).planned,
    async restore(...request: Parameters<typeof startPlan>) {
      const { planned, session } = await startPlan(...request);
      try {
        return await (await planned).apply();
      } finally {
        await session[Symbol.asyncDispose]();
      }
    },
    addAccount() {
      const account = createAccount(`target${emulator.accounts.length}`);
      emulator.accounts.push(account);
      return account;
    },
    writes: () => emulator.requests.filter(write).map(nameOf),
    counts(since = 0) {
      const counts: Record<string, number> = {};
      for (const record of emulator.requests.slice(since)) {
        if (record.kind === "api") counts[nameOf(record)] = (counts[nameOf(record)] ?? 0) + 1;
      }
      return counts;
    },
  });
}

/** The store, which reads each file from the disk once: a test restores a snapshot many times. */
function readOnce(store: SnapshotStore): SnapshotStore {
  const known = new Map<string, Promise<Uint8Array>>();
  const read: SnapshotStore["read"] = (ref, name) => {
    const key = `${ref.user}/${ref.name}/${name}`;
    const content = known.get(key) ?? store.read(ref, name);
    known.set(key, content);
    return content;
  };
  return { ...store, read, open: async (ref, name) => once(await read(ref, name)) };
}

function nameOf({ method, path }: Emulator["requests"][number]): string {
  return `${method} ${path.replace(/playlists\/\w+/, "playlists/…")}`;
}

/** Options of {@link accountContent}: properties that not every restore brings back. */
export interface Comparing {
  /** Dates of likes, by the minute as Spotify keeps them. */
  readonly dates?: boolean;
}

/** Everything of an account that can be put back, as it must be there afterwards. */
export function accountContent(account: AccountState, { dates = false }: Comparing = {}) {
  return {
    likes: account.likes.map(({ addedAt, track }) =>
      dates ? `${uriOf(track)} ${addedAt.slice(0, 16)}` : uriOf(track),
    ),
    playlists: account.playlists
      .filter(({ access }) => access !== "null-entry")
      .map((each) =>
        each.ownerId === account.id ? ownContent(each) : `spotify:playlist:${each.id}`,
      ),
    albums: account.albums.map(({ album }) => uriOf(album)),
    // Spotify has no order for them.
    artists: account.artists.map(uriOf).sort(),
    shows: account.shows.map(({ show }) => uriOf(show)),
    episodes: account.episodes.map(({ episode }) => uriOf(episode)),
    audiobooks: account.audiobooks.map(({ audiobook }) => uriOf(audiobook)),
  };
}

/** Names and descriptions as Spotify takes them; without what nobody can add. */
function ownContent({ name, description, collaborative, items }: PlaylistState) {
  return {
    name: name.trim() === "" ? "Untitled" : name.slice(0, 100).trimEnd(),
    description: (description ?? "").replaceAll(/[\r\n]+/g, " ").slice(0, 300),
    collaborative,
    items: items.flatMap(({ content }) =>
      content === null || content.kind === "local" ? [] : [uriOf(content)],
    ),
  };
}

/** The covers of an account's own playlists, in the order of its list; `null`: none of its own. */
export async function coversOf(
  { emulator, clock }: Pick<RestoreScene, "emulator" | "clock">,
  account: AccountState,
): Promise<(string | null)[]> {
  const until = Math.floor(clock.now().getTime() / 1000) + 60;
  const read = async ({ images }: PlaylistState) => {
    const [cover] = images ?? [];
    if (cover === undefined) return null;
    const answer = await fetch(`${emulator.accountsUrl}/image/${cover.id}?until=${until}`);
    return Buffer.from(await answer.arrayBuffer()).toString("base64");
  };
  const own = account.playlists.filter(({ ownerId }) => ownerId === account.id);
  return Promise.all(own.map(read));
}
