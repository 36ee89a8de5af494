import type { Target } from "./observe.ts";
import type { CollectionPlan, PlaylistPlan, Todo } from "./planned.ts";

/** What the person has to do by hand after a restore, in the order of the snapshot. */
export function todoOf(
  collections: readonly CollectionPlan[],
  playlists: readonly PlaylistPlan[],
  target: Pick<Target, "listed">,
): readonly Todo[] {
  const todo: Todo[] = [];
  const visibility = new Map(target.listed.map(({ id, playlist }) => [id, playlist.visibility]));
  for (const { action, id, wanted } of playlists.toReversed()) {
    const { file, playlist } = wanted.source;
    if (action === "follow" || playlist.visibility !== "private") continue;
    if (id !== null && visibility.get(id) === "private") continue;
    todo.push({ kind: "make-private", file, title: playlist.name });
  }
  for (const { skipped } of [...collections, ...playlists.toReversed()]) {
    const local = skipped.filter(({ reason }) => reason === "local");
    const [first] = local;
    if (first === undefined) continue;
    todo.push({ kind: "local-files", file: first.file, items: local });
  }
  const isNew = ({ action }: PlaylistPlan) => action === "create";
  if (playlists.some(isNew)) todo.push({ kind: "folders" });
  return todo;
}
