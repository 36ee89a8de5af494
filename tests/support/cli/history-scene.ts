import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LibraryVersion, PlaylistVersion } from "../../../src/history/diff.ts";
import type { Entry } from "../../../src/model/records.ts";
import { createDirectoryStore } from "../../../src/store/directory/store.ts";
import { createFakeClock } from "../fake-clock.ts";
import { dayOf, storeLibraries, USER } from "../snapshot/plain-history.ts";
import { type Finished, runInProcess } from "./command.ts";

/** A track by one artist, whose reference is made of its title. */
export function track(title: string, artist = "Somebody", addedAt: string | null = null): Entry {
  return {
    type: "track",
    addedAt,
    item: {
      title,
      artists: [{ name: artist, refs: {} }],
      durationMs: 60_000,
      refs: { spotify: `spotify:track:${title}` },
    },
  };
}

/** A playlist of the account's own. */
export function playlistVersion(name: string, entries: readonly Entry[]): PlaylistVersion {
  return {
    playlist: {
      name,
      description: null,
      visibility: "private",
      collaborative: false,
      owner: { name: "Me", refs: {} },
      relation: "owned",
      refs: {},
    },
    entries,
  };
}

/** A library of likes and playlists. */
export function libraryVersion(
  likes: readonly Entry[],
  playlists: Readonly<Record<string, PlaylistVersion>> = {},
): LibraryVersion {
  return {
    collections: new Map([["likes", likes]]),
    playlists: new Map(Object.entries(playlists)),
  };
}

/** Snapshots in the clear in a directory, one a day. */
export interface HistoryScene extends AsyncDisposable {
  readonly directory: string;
  /** The directory in which the commands keep what is no snapshot. */
  readonly state: string;
  readonly user: string;
  /** Oldest first. */
  readonly names: readonly string[];
  /** Runs a command an hour after the newest snapshot. */
  run(...args: readonly string[]): Promise<Finished>;
  /** Writes a file of a snapshot anew. */
  damage(name: string, file: string): Promise<void>;
}

/** Stores one snapshot a day, each of one library. */
export async function createHistoryScene(
  libraries: readonly LibraryVersion[],
): Promise<HistoryScene> {
  const directory = await mkdtemp(join(tmpdir(), "tracksafe-history-"));
  const state = await mkdtemp(join(tmpdir(), "tracksafe-state-"));
  const names = await storeLibraries(createDirectoryStore(directory), libraries);
  const now = new Date(dayOf(libraries.length - 1).getTime() + 3_600_000);
  return {
    directory,
    state,
    user: USER,
    names,
    run: (...args) =>
      runInProcess(args, { XDG_STATE_HOME: state }, { clock: createFakeClock(now.toISOString()) }),
    damage: (name, file) => writeFile(join(directory, USER, name, file), "{}"),
    async [Symbol.asyncDispose]() {
      for (const each of [directory, state]) await rm(each, { recursive: true });
    },
  };
}
