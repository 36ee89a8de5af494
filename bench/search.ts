import {
  ALL_SCOPES,
  type Emulator,
  generateNearMisses,
  startEmulator,
  uriOf,
  type WantedSong,
} from "../emulator/index.ts";
import { connectSpotify } from "../src/app/session.ts";
import { createWorld } from "../src/app/world.ts";
import type { Track } from "../src/model/records.ts";
import type { State } from "../src/model/state.ts";
import { NO_DECISIONS } from "../src/resolve/decisions.ts";
import { type Resolution, resolveRecordings } from "../src/resolve/resolve.ts";
import { keyOf } from "../src/resolve/wanted.ts";
import { Secret } from "../src/secret.ts";
import { printTable } from "./table.ts";

const ROWS = 500;

/** The facts that rows of a list may state. */
const LISTS: Readonly<Record<string, (song: WantedSong) => Partial<Track>>> = {
  "title, artist, album, length": ({ album, durationMs }) => ({ ...on(album), durationMs }),
  "title, artist, length": ({ durationMs }) => ({ durationMs }),
  "title, artist, album": ({ album }) => on(album),
  "title, artist": () => ({}),
  "all of these and the ISRC": ({ album, durationMs, right }) => {
    return { ...on(album), durationMs, ...(right?.isrc && { isrc: right.isrc }) };
  },
};

function on(album: string): Partial<Track> {
  return { album: { title: album, artists: [], refs: {} } };
}

/** Rows of lists without links, among songs that look like them: what is found, and the requests. */
export async function benchSearch(): Promise<void> {
  const { wanted, songs } = generateNearMisses(ROWS);
  const rows: string[][] = [];
  for (const [name, facts] of Object.entries(LISTS)) {
    const emulator = await startEmulator({ songs });
    const kept = new Map<string, Uint8Array>();
    const tracks = wanted.map((song) => toTrack(song, facts(song)));
    const first = await resolveAll(emulator, tracks, stateOver(kept));
    const requests = searchesOf(emulator);
    await resolveAll(emulator, tracks, stateOver(kept));
    const again = searchesOf(emulator) - requests;
    await emulator.close();
    const count = (...outcomes: readonly string[]) =>
      String(first.filter(({ outcome }) => outcomes.includes(outcome)).length);
    rows.push([
      name,
      count("certain", "likely"),
      String(first.filter((each, at) => isWrong(each, wanted[at])).length),
      count("doubtful"),
      count("none"),
      (requests / ROWS).toFixed(2),
      String(again),
    ]);
  }
  printTable(
    `${ROWS} rows without links, each among seven songs that look like it`,
    ["rows with", "found", "wrong", "doubtful", "not found", "requests per row", "a second run"],
    rows,
  );
}

function toTrack({ title, artist }: WantedSong, facts: Partial<Track>): Track {
  return { title, artists: [{ name: artist, refs: {} }], durationMs: 0, refs: {}, ...facts };
}

function isWrong({ reference }: Resolution, song: WantedSong | undefined): boolean {
  const right = song?.right ?? null;
  return reference !== null && reference !== (right && uriOf(right));
}

function searchesOf({ requests }: Emulator): number {
  return requests.filter(({ path }) => path === "/search").length;
}

async function resolveAll(
  emulator: Emulator,
  tracks: readonly Track[],
  memory: State,
): Promise<readonly Resolution[]> {
  const world = createWorld();
  const [account] = emulator.accounts;
  const token = emulator.issueRefreshToken(account?.accountId ?? "", ALL_SCOPES);
  await using session = connectSpotify(
    {
      clientId: emulator.app.clientId,
      clientSecret: new Secret(emulator.app.clientSecret),
      refreshToken: new Secret(token),
      apiUrl: emulator.apiUrl,
      accountsUrl: emulator.accountsUrl,
    },
    world,
  );
  const { catalogue } = session;
  const { clock, log } = world;
  const decisions = stateOver(new Map());
  const wanted = tracks.map((track) => ({ key: keyOf(track), track }));
  const deps = { catalogue, memory, decisions, clock, log, onSearch: undefined };
  return (await resolveRecordings(wanted, NO_DECISIONS, deps)).resolutions;
}

function stateOver(kept: Map<string, Uint8Array>): State {
  return {
    read: async (name) => kept.get(name) ?? null,
    write: async (name, bytes) => void kept.set(name, bytes),
    names: async () => [...kept.keys()],
    remove: async (name) => void kept.delete(name),
  };
}
