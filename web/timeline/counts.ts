import type { ListedSnapshot } from "../../src/history/list.ts";
import type { Changes, KindChanges } from "../../src/report/changes.ts";
import { counted } from "../../src/report/text.ts";

/** The number of likes of a snapshot; `null`: it has none of the kind. */
export function likesOf({ metadata }: Pick<ListedSnapshot, "metadata">): number | null {
  return metadata?.kinds.find(({ kind }) => kind === "likes")?.entries ?? null;
}

/** The number of playlists of a snapshot; `null`: the backup was not asked for them. */
export function playlistsOf({ metadata }: Pick<ListedSnapshot, "metadata">): number | null {
  if (metadata?.include.includes("playlists") !== true) return null;
  return metadata.kinds.find(({ kind }) => kind === "playlists")?.files ?? 0;
}

/** The counts of all kinds in words: `4,012 likes`, `20 playlists`. */
export function countTexts(snapshot: Pick<ListedSnapshot, "metadata">): readonly string[] {
  const kinds = snapshot.metadata?.kinds ?? [];
  const playlists = playlistsOf(snapshot);
  return [
    ...kinds
      .filter(({ kind }) => kind !== "playlists" && kind !== "covers")
      .map(({ kind, entries }) => counted(entries, kind.slice(0, -1), kind)),
    ...(playlists === null ? [] : [counted(playlists, "playlist")]),
  ];
}

/** The changes in words: `3 more likes`, `1 playlist changed`; none where nothing changed. */
export function changeTexts({ kinds }: Changes): readonly string[] {
  return kinds.flatMap((change) =>
    change.kind === "playlists" ? playlistTexts(change) : listTexts(change),
  );
}

function listTexts({ kind, before, after, changed }: KindChanges): readonly string[] {
  if (kind === "covers") return [];
  const [one, many] = [kind.slice(0, -1), kind];
  if (after > before) return [counted(after - before, `more ${one}`, `more ${many}`)];
  if (after < before) return [counted(before - after, `${one} fewer`, `${many} fewer`)];
  return changed > 0 ? [`other ${kind}`] : [];
}

function playlistTexts({ added, removed, changed }: KindChanges): readonly string[] {
  const texts: string[] = [];
  if (added > 0) texts.push(`${counted(added, "new playlist")}`);
  if (removed > 0) texts.push(`${counted(removed, "playlist")} gone`);
  if (changed > 0) texts.push(`${counted(changed, "playlist")} changed`);
  return texts;
}
