import type { Clock } from "../../../src/clock.ts";
import { ProviderError, RateLimitError } from "../../../src/errors.ts";
import type { Catalogue } from "../../../src/model/catalogue.ts";
import type { ListedPlaylist, MusicProvider, Walk } from "../../../src/model/provider.ts";
import type { Collection, Entry, Playlist, Track } from "../../../src/model/records.ts";
import { type MusicWriter, RefusedError } from "../../../src/model/writer.ts";

/** The name of the provider in memory, and the key of its references. */
export const PROVIDER = "memory";

/** A saved thing. */
export interface Saved {
  readonly reference: string;
  readonly addedAt: string;
}

/** An entry of a playlist; `reference` `null`: a slot that shows nothing. */
export interface MemoryItem {
  readonly reference: string | null;
  readonly addedAt: string;
  readonly local?: true;
}

export interface MemoryPlaylist {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly collaborative: boolean;
  readonly visibility: Playlist["visibility"];
  readonly owner: string;
  readonly items: readonly MemoryItem[];
  readonly cover: Uint8Array | null;
}

/** Everything of an account; replaced, never changed in place. */
export interface MemoryState {
  /** Newest first. */
  readonly saved: Readonly<Record<Collection, readonly Saved[]>>;
  /** As the sidebar shows them. */
  readonly playlists: readonly MemoryPlaylist[];
  /** Own playlists that were deleted. */
  readonly deleted: readonly MemoryPlaylist[];
}

/** A fault of one write. `kill` ends the program; the others are faults of the provider. */
export type WriteFault =
  | "unavailable"
  | "unavailable-applied"
  | "lost"
  | "lost-applied"
  | "limited"
  | "kill"
  | "kill-applied";

/** Stands for the end of the process. */
export class Killed extends Error {}

export interface MemoryOptions {
  readonly id?: string;
  readonly clock: Clock & { pass(ms: number): void };
  readonly state?: Partial<MemoryState>;
  /** The time until reads show a write. */
  readonly lagMs?: number;
  /** Whether likes can be given dates. */
  readonly dated?: boolean;
  /** References nobody can add. */
  readonly dead?: ReadonlySet<string>;
  /** ISRC → references, for searches. */
  readonly recordings?: ReadonlyMap<string, readonly string[]>;
  /** Default: 40 and 100. */
  readonly limits?: { readonly save: number; readonly items: number };
  /** Requests until the quota is spent; renewed every 24 hours. */
  readonly quota?: number;
  /** Playlists of others by reference. */
  readonly others?: readonly MemoryPlaylist[];
  /** The provider accepts the saving of artists, but does not save them. */
  readonly ignoresArtists?: boolean;
}

export interface MemoryMusic {
  readonly provider: MusicProvider;
  readonly writer: MusicWriter;
  readonly catalogue: Catalogue;
  state(): MemoryState;
  change(change: (state: MemoryState) => MemoryState): void;
  /** Names of the writes that came so far. */
  readonly writes: string[];
  /** Names of the reads, one for each request. */
  readonly reads: string[];
  /** The write with this number (from 0) goes wrong. */
  failWrite(number: number, fault: WriteFault): void;
  makeDead(reference: string): void;
}

const EMPTY: MemoryState = {
  saved: { likes: [], albums: [], artists: [], shows: [], episodes: [], audiobooks: [] },
  playlists: [],
  deleted: [],
};

const DAY_MS = 24 * 60 * 60 * 1000;
const PAGE = 50;

/** A clock on which every wait is over at once. */
export function createInstantClock(start: string): Clock & { pass(ms: number): void } {
  let time = Date.parse(start);
  return {
    now: () => new Date(time),
    sleep: async (ms) => {
      time += ms;
    },
    pass(ms) {
      time += ms;
    },
  };
}

const KINDS: readonly (readonly [string, Collection])[] = [
  ["memory:album:", "albums"],
  ["memory:artist:", "artists"],
  ["memory:show:", "shows"],
  ["memory:episode:", "episodes"],
  ["memory:audiobook:", "audiobooks"],
];

/** The kind of thing a reference names. */
export function collectionOf(reference: string): Collection {
  return KINDS.find(([prefix]) => reference.startsWith(prefix))?.[1] ?? "likes";
}

/** A record for a reference; the ISRC of a track is derived from it. */
export function entryOf({
  reference,
  addedAt,
  local,
}: MemoryItem | (Saved & { local?: true })): Entry {
  const added = { addedAt };
  if (reference === null) return { ...added, type: "unavailable" };
  const refs = { [PROVIDER]: reference };
  if (local) {
    return { ...added, type: "local", item: { title: "local", artists: [], durationMs: 1, refs } };
  }
  const kind = collectionOf(reference);
  const title = `title of ${reference}`;
  if (kind === "likes") return { ...added, type: "track", item: trackOf(reference) };
  if (kind === "albums") return { ...added, type: "album", item: { title, artists: [], refs } };
  if (kind === "artists") return { ...added, type: "artist", item: { name: title, refs } };
  if (kind === "shows") return { ...added, type: "show", item: { title, refs } };
  if (kind === "episodes")
    return { ...added, type: "episode", item: { title, durationMs: 1, refs } };
  return { ...added, type: "audiobook", item: { title, authors: [], narrators: [], refs } };
}

/** `memory:track:a/2` is another release of `memory:track:a`, with its ISRC. */
export function isrcOf(reference: string): string {
  const name = reference.split("/")[0] ?? "";
  const digits = BigInt(`0x${Buffer.from(name).toString("hex")}`) % 10_000_000n;
  return `ZZMEM${String(digits).padStart(7, "0")}`;
}

export function trackOf(reference: string): Track {
  return {
    title: `title of ${reference.split("/")[0]}`,
    artists: [{ name: "Somebody", refs: {} }],
    durationMs: 1,
    isrc: isrcOf(reference),
    refs: { [PROVIDER]: reference },
  };
}

export function createMemoryMusic(options: MemoryOptions): MemoryMusic {
  const { clock, lagMs = 0, id: accountId = "target", dated = false, others = [] } = options;
  const limits = options.limits ?? { save: 40, items: 100 };
  let current: MemoryState = { ...EMPTY, ...options.state };
  const history: { readonly until: number; readonly state: MemoryState }[] = [];
  const dead = new Set(options.dead);
  const writes: string[] = [];
  const reads: string[] = [];
  const faults = new Map<number, WriteFault>();
  let made = 0;
  let quotaLeft = options.quota ?? Number.POSITIVE_INFINITY;
  let renewsAt = clock.now().getTime() + DAY_MS;

  const time = () => `${clock.now().toISOString().slice(0, 19)}Z`;
  const spend = () => {
    clock.pass(50);
    if (clock.now().getTime() >= renewsAt) {
      quotaLeft = options.quota ?? Number.POSITIVE_INFINITY;
      renewsAt = clock.now().getTime() + DAY_MS;
    }
    if (quotaLeft <= 0) {
      throw new RateLimitError("provider/quota", "spent", { retryAt: new Date(renewsAt) });
    }
    quotaLeft -= 1;
  };
  const view = (name: string): MemoryState => {
    spend();
    reads.push(name);
    const at = clock.now().getTime();
    return history.find(({ until }) => until > at)?.state ?? current;
  };
  const update = (change: (state: MemoryState) => MemoryState) => {
    const next = change(current);
    if (lagMs > 0) history.push({ until: clock.now().getTime() + lagMs, state: current });
    current = next;
  };
  const write = <T>(name: string, carryOut: () => T): T => {
    const fault = faults.get(writes.length);
    writes.push(name);
    spend();
    if (fault === "limited") {
      throw new RateLimitError("provider/rate-limited", "slow down", {
        retryAt: new Date(clock.now().getTime() + 600_000),
      });
    }
    const result = fault === undefined || fault.endsWith("-applied") ? carryOut() : null;
    if (fault === undefined && result !== null) return result;
    if (fault?.startsWith("kill")) throw new Killed();
    if (fault === undefined) return result as T;
    const code = fault.startsWith("lost") ? "http/network" : "provider/unavailable";
    throw new ProviderError(code, "it went wrong");
  };
  const mine = (id: string): MemoryPlaylist => {
    const found = [...current.playlists, ...current.deleted].find((each) => each.id === id);
    if (found === undefined) throw new ProviderError("provider/not-found", "no such playlist");
    return found;
  };
  const replace = (id: string, change: (playlist: MemoryPlaylist) => MemoryPlaylist) => {
    const each = (playlist: MemoryPlaylist) => (playlist.id === id ? change(playlist) : playlist);
    update((state) => ({
      ...state,
      playlists: state.playlists.map(each),
      deleted: state.deleted.map(each),
    }));
  };
  const save = (references: readonly string[], addedAt: (reference: string) => string) => {
    update((state) => {
      const saved = { ...state.saved };
      for (const reference of references) {
        const kind = collectionOf(reference);
        if (kind === "artists" && options.ignoresArtists) continue;
        if (saved[kind].some((one) => one.reference === reference)) continue;
        const at = addedAt(reference);
        const place = saved[kind].findIndex((one) => one.addedAt <= at);
        saved[kind] = saved[kind].toSpliced(place < 0 ? saved[kind].length : place, 0, {
          reference,
          addedAt: at,
        });
      }
      return { ...state, saved };
    });
  };

  const provider: MusicProvider = {
    name: PROVIDER,
    link: (reference) => `https://memory.example/${reference}`,
    requests: () => reads.length + writes.length,
    account: async () => ({ id: accountId, aliases: [], displayName: accountId }),
    async collection(kind) {
      const rows = view(`list ${kind}`).saved[kind].map(entryOf);
      return walkOf(rows, () => view(`list ${kind}`));
    },
    async playlists() {
      const { playlists } = view("playlists");
      for (let page = 1; page * PAGE < playlists.length; page += 1) view("playlists");
      return {
        playlists: playlists.map((each) => listed(each, accountId)),
        ...{ hidden: 0, malformed: 0, shown: playlists.length, total: playlists.length },
      };
    },
    async entries({ id }) {
      const { playlists, deleted } = view("items");
      const found = [...playlists, ...deleted].find((each) => each.id === id);
      if (found === undefined) throw new ProviderError("provider/not-found", "not there yet");
      if (found.owner !== accountId) return "withheld";
      return walkOf(found.items.map(entryOf), () => view("items"));
    },
    cover: async ({ id }) => mine(id).cover,
  };
  const catalogue: Catalogue = {
    name: PROVIDER,
    link: provider.link,
    recordingAt: (link) => (link.startsWith("memory:track:") ? link : null),
    async byIsrc(isrc) {
      view("search");
      return (options.recordings?.get(isrc) ?? []).map(trackOf);
    },
    async search({ title }) {
      view("search");
      const all = [...(options.recordings?.values() ?? [])].flat().map(trackOf);
      return all.filter((track) => track.title === title);
    },
  };
  const writer: MusicWriter = {
    saveLimit: limits.save,
    itemLimit: limits.items,
    checkScopes: async () => {},
    async contains(references) {
      const { saved, playlists } = view("contains");
      if (references.length > limits.save) throw new RangeError("too many");
      return references.map(
        (reference) =>
          saved[collectionOf(reference)].some((one) => one.reference === reference) ||
          playlists.some(({ id }) => reference === `memory:playlist:${id}`),
      );
    },
    async likeDated(likes) {
      return write("like", () => {
        if (!dated) return "unsupported" as const;
        if (likes.some(({ reference }) => dead.has(reference))) throw new RefusedError("dead");
        const dates = new Map(likes.map((like) => [like.reference, like.addedAt]));
        save(
          likes.map(({ reference }) => reference),
          (reference) => `${dates.get(reference)?.slice(0, 17)}00Z`,
        );
        return "done" as const;
      });
    },
    async save(references) {
      if (references.length > limits.save) throw new RangeError("too many");
      write("save", () => {
        if (references.some((reference) => dead.has(reference))) throw new RefusedError("dead");
        save(
          references.filter((reference) => !reference.startsWith("memory:playlist:")),
          time,
        );
        for (const reference of references) followPlaylist(reference);
        return true;
      });
    },
    async createPlaylist({ name, description, collaborative }) {
      return write("create", () => {
        made += 1;
        const id = `new${made}at${clock.now().getTime()}`;
        const visibility = "public" as const;
        const playlist = { id, name, description, collaborative, visibility, cover: null };
        update((state) => ({
          ...state,
          playlists: [{ ...playlist, owner: accountId, items: [] }, ...state.playlists],
        }));
        return id;
      });
    },
    async updatePlaylist(id, { name, description, collaborative }) {
      write("update", () => {
        replace(id, (playlist) => ({ ...playlist, name, description, collaborative }));
        return true;
      });
    },
    async addItems(id, references, at) {
      if (references.length > limits.items) throw new RangeError("too many");
      write("add", () => {
        const { items } = mine(id);
        if (at > items.length) throw new RefusedError("out of bounds");
        if (references.some((reference) => dead.has(reference))) throw new RefusedError("dead");
        const added = references.map((reference) => ({ reference, addedAt: time() }));
        replace(id, (playlist) => ({ ...playlist, items: items.toSpliced(at, 0, ...added) }));
        return true;
      });
    },
    async setCover(id, cover) {
      write("cover", () => {
        replace(id, (playlist) => ({ ...playlist, cover }));
        return true;
      });
    },
  };

  function followPlaylist(reference: string): void {
    if (!reference.startsWith("memory:playlist:")) return;
    const id = reference.slice("memory:playlist:".length);
    if (current.playlists.some((each) => each.id === id)) return;
    const found = [...current.deleted, ...others].find((each) => each.id === id);
    if (found === undefined) throw new RefusedError("no such playlist");
    update((state) => ({
      ...state,
      playlists: [found, ...state.playlists],
      deleted: state.deleted.filter((each) => each.id !== id),
    }));
  }

  return {
    provider,
    writer,
    catalogue,
    state: () => current,
    change: (change) => {
      current = change(current);
    },
    writes,
    reads,
    failWrite: (number, fault) => void faults.set(number, fault),
    makeDead: (reference) => void dead.add(reference),
  };
}

function walkOf(rows: readonly Entry[], ask: () => void): Walk {
  return {
    total: rows.length,
    first: rows.slice(0, PAGE),
    isWhole: rows.length <= PAGE,
    report: () => ({ disagreeing: 0, repeats: 0, malformed: 0 }),
    async *rest() {
      for (let at = PAGE; at < rows.length; at += PAGE) {
        ask();
        yield rows.slice(at, at + PAGE);
      }
    },
  };
}

function listed(playlist: MemoryPlaylist, accountId: string): ListedPlaylist {
  return {
    id: playlist.id,
    revision: "",
    playlist: recordOf(playlist, accountId),
    total: playlist.items.length,
    coverUrl: playlist.cover === null ? null : "http://127.0.0.1/cover",
  };
}

/** The canonical record of a playlist, as the account `accountId` sees it. */
export function recordOf(playlist: MemoryPlaylist, accountId: string): Playlist {
  const { id, name, description, visibility, collaborative, owner } = playlist;
  return {
    ...{ name, description, visibility, collaborative },
    owner: { name: owner, refs: { [PROVIDER]: `memory:user:${owner}` } },
    relation: owner === accountId ? "owned" : "followed",
    refs: { [PROVIDER]: `memory:playlist:${id}` },
  };
}
