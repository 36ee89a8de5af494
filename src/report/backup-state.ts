import type { FileRecord } from "../snapshot/metadata.ts";
import { type BackupReport, filesWithProblems } from "./backup.ts";
import {
  type Changes,
  type ComparedEntries,
  countEntryChanges,
  type EntryCounts,
} from "./changes.ts";
import { markdownTable } from "./markdown.ts";
import { count, counted } from "./text.ts";

/** A backup, its changes by kind, and the files of the snapshot before. */
export interface ComparedBackup {
  readonly backup: BackupReport;
  readonly changes: Changes;
  /** `null`: there is no snapshot before. */
  readonly before: readonly FileRecord[] | null;
  /** `null`: the entries were not compared. */
  readonly entries: ComparedEntries | null;
}

/** One line about how a backup went: all is good with what there is, or what is wrong. */
export function stateLine(compared: ComparedBackup): string {
  const { backup, changes, before } = compared;
  const { status, snapshot, warnings } = backup;
  if (status === "failed") return "**The backup failed.** Earlier snapshots are unchanged.";
  if (snapshot === null) return BLOCKED;
  const library = libraryText(compared);
  if (status === "partial") {
    const bad = counted(filesWithProblems(backup).length, "list");
    return `**Not complete: ${bad} could not be read.** The snapshot holds what was read, and the last good content of the rest where there is one. The next run tries again.${library === "" ? "" : ` It holds ${library}.`}`;
  }
  const how =
    warnings.length > 0
      ? `Stored, with ${counted(warnings.length, "warning")}`
      : before === null
        ? "All good, the first snapshot"
        : changes.changed
          ? "All good"
          : "All good, nothing changed";
  return library === "" ? `**${how}.**` : `**${how}:** ${library}.`;
}

/** A run that was told to wait before it came to the account. */
const BLOCKED =
  "**Nothing could be read this time, so there is no new snapshot.** Earlier snapshots are unchanged. The next run tries again.";

function libraryText({ backup: { files }, changes, before, entries }: ComparedBackup): string {
  const parts = changes.kinds.flatMap(({ kind, added, removed, changed, after }) => {
    if (kind === "playlists") {
      const number = files.filter((file) => file.kind === "playlists").length;
      const edits = [
        [added, "new"],
        [changed, "edited"],
        [removed, "gone"],
      ] as const;
      const words = edits
        .filter(([many]) => many > 0)
        .map(([many, how]) => `${count(many)} ${how}`);
      return [withNote(counted(number, "playlist"), before === null ? "" : words.join(", "))];
    }
    if (kind !== "likes") return [];
    const note = before === null ? "" : signed(countEntryChanges(kind, files, before, entries));
    return [withNote(counted(after, "like"), note)];
  });
  return parts.join(", ");
}

function withNote(text: string, note: string): string {
  return note === "" ? text : `${text} (${note})`;
}

/** `+2 −3`; empty: nothing came or went. */
function signed({ gained, lost }: EntryCounts): string {
  return [gained > 0 ? `+${count(gained)}` : "", lost > 0 ? `−${count(lost)}` : ""]
    .filter(Boolean)
    .join(" ");
}

/** Two numbers for each kind: the entries that there are now, and those that came and went. */
export function numberTable({
  backup: { files },
  changes,
  before,
  entries: compared,
}: ComparedBackup): string {
  const rows = changes.kinds.flatMap((each) => {
    const { kind, added, removed, after } = each;
    // Kinds of which there is and was nothing would only make the table longer.
    if (kind === "covers" || (each.before + after + removed === 0 && kind !== "playlists"))
      return [];
    const entries = before === null ? "" : signed(countEntryChanges(kind, files, before, compared));
    if (kind !== "playlists") return [[kind, count(after), entries]];
    const number = files.filter((file) => file.kind === "playlists").length;
    const lists = before === null ? "" : signed({ gained: added, lost: removed });
    return [
      [kind, count(number), lists],
      ["in playlists", count(after), entries],
    ];
  });
  return rows.length === 0 ? "" : markdownTable(["", "now", "change"], rows);
}
