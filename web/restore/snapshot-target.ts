import { KINDS } from "../../src/model/records.ts";
import type { Library } from "../../src/restore/library.ts";
import type { Target } from "../../src/restore/observe-target.ts";
import { withoutOrigin } from "../../src/restore/restore-item.ts";

const NOBODY = { id: "", aliases: [], displayName: "" };

/** An account that has nothing. */
export const EMPTY_TARGET: Target = {
  account: NOBODY,
  collections: new Map(),
  listed: [],
  candidates: [],
  remembered: new Set(),
  unread: new Map(),
};

/** The account as it was when `library` was backed up. Parts that were not backed up are unknown. */
export function targetAsOf(library: Library): Target {
  const { collections, playlists, skipped } = library;
  const listed = playlists.map(({ file, playlist, entries, cover }) => ({
    id: file,
    revision: "",
    playlist,
    total: entries?.length ?? null,
    coverUrl: cover === null ? null : "kept",
  }));
  const missing = KINDS.filter((kind) => kind !== "playlists" && !collections.has(kind));
  return {
    ...EMPTY_TARGET,
    collections: new Map(
      [...collections].map(([kind, items]) => [
        kind,
        { present: new Set(items.map(({ reference }) => reference)), total: items.length },
      ]),
    ),
    listed,
    candidates: playlists.flatMap(({ playlist, entries }, at) => {
      const one = listed[at];
      if (playlist.relation !== "owned" || one === undefined) return [];
      return [{ listed: one, items: entries?.map(withoutOrigin) ?? null }];
    }),
    unread: new Map([
      ...missing.map((kind) => [kind, "snapshot/no-list"] as const),
      ...skipped.map(({ file, code }) => [file, code] as const),
    ]),
  };
}
