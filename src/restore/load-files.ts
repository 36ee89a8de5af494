import { bytesOf, joinBytes } from "../bytes.ts";
import { type AppError, IntegrityError, isDamage, KeyError } from "../errors.ts";
import type { Open } from "../model/sealer.ts";
import { collectRows, type RowsOf } from "../snapshot/content.ts";
import { sha256 } from "../snapshot/digest.ts";
import { type DocumentHead, inPieces } from "../snapshot/document.ts";
import type { LoadedSource, SkippedFile, SourcePlaylist } from "./library.ts";
import { type SourceItem, toSourceItem } from "./restore-item.ts";
import type { FileSelection } from "./selection.ts";

/** A file of a snapshot that is given by itself, under the name it has there. */
export interface LooseFile {
  readonly name: string;
  read(): Promise<Uint8Array>;
}

/** A logical file: its parts in order. */
interface Group {
  readonly id: string;
  readonly sealed: boolean;
  readonly parts: readonly LooseFile[];
}

const NAME = /^(?:.*\/)?([A-Za-z0-9_]+)(?:\.(\d{3,}))?\.(?:json|jpg)(\.gz\.age)?$/;

/** The settings for reading such files. */
interface FileReading {
  readonly open: Open | null;
  readonly provider: string;
  /** Whether they may be read at all, for nothing proves them. */
  readonly unproved: boolean;
}

/**
 * Reads files that come without metadata: nothing but themselves vouches for them. Covers go with
 * the playlists of the same id. Throws `IntegrityError` `snapshot/not-proved` unless `unproved`;
 * `KeyError` as `loadLibrary` does; and what reading throws.
 */
export async function loadFiles(
  label: string,
  files: readonly LooseFile[],
  { open, provider, unproved }: FileReading,
  selected: FileSelection,
): Promise<LoadedSource> {
  if (!unproved) {
    throw new IntegrityError(
      "snapshot/not-proved",
      "The files are not proved to be yours, because no valid metadata.json is beside them.",
      {
        hint: "Restore a whole snapshot. To restore these files anyway, add --unproved.",
      },
    );
  }
  const skipped: SkippedFile[] = [];
  const digests: string[] = [];
  const documents: { id: string; document: RowsOf<SourceItem> }[] = [];
  const groups = groupParts(files).filter(({ id }) => id !== "index" && id !== "metadata");
  const isCover = ({ id }: Group) => id.startsWith("cover_");
  for (const group of groups.filter((each) => !isCover(each))) {
    const kind = kindOf(group.id);
    if (!selected.mayHave(group.id, kind)) continue;
    const isSure = selected.has(group.id, kind);
    try {
      const content = await readGroup(group, open);
      const document = await collectRows(inPieces(content), group.id, (entry, at) =>
        toSourceItem(entry, provider, at + 1),
      );
      if (!isSure && !isNamed(document, selected)) continue;
      documents.push({ id: group.id, document });
      digests.push(sha256(content));
    } catch (error) {
      if (!isSkippable(error)) throw error;
      if (isSure) skipped.push({ source: label, file: group.id, code: error.code });
    }
  }
  const covers = new Map(groups.filter(isCover).map((group) => [group.id, group]));
  return {
    label,
    pin: sha256(bytesOf(digests.join(" "))),
    user: null,
    collections: documents.flatMap(({ document }) =>
      document.kind === "playlist"
        ? []
        : [{ kind: document.kind, entries: document.rows ?? [], incomplete: null }],
    ),
    playlists: documents.flatMap(({ id, document }): SourcePlaylist[] => {
      if (document.kind !== "playlist") return [];
      const cover = covers.get(id.replace(/^playlist_/, "cover_"));
      const { playlist, rows: entries } = document;
      const key = playlist.refs[provider] ?? id;
      const takenAt = newest(entries ?? []);
      const read = cover ? () => readGroup(cover, open) : null;
      const none = { user: null, incomplete: null };
      return [{ file: id, key, playlist, entries, takenAt, cover: read, ...none }];
    }),
    skipped,
    unproved: documents.map(({ id }) => ({ source: label, file: id })),
  };
}

/** Whether a document is of a playlist that is selected by its name. */
export function isNamed(document: DocumentHead, selected: FileSelection): boolean {
  return document.kind === "playlist" && selected.hasNamed(document.playlist.name);
}

function groupParts(files: readonly LooseFile[]): Group[] {
  const groups = new Map<
    string,
    { sealed: boolean; parts: { number: number; file: LooseFile }[] }
  >();
  for (const file of files) {
    const [, id = file.name, number = "0", seal] = NAME.exec(file.name) ?? [];
    const sealed = seal !== undefined || file.name.endsWith(".age");
    const group = groups.get(id) ?? { sealed, parts: [] };
    group.parts.push({ number: Number(number), file });
    groups.set(id, group);
  }
  return [...groups].map(([id, { sealed, parts }]) => ({
    id,
    sealed,
    parts: parts.sort((a, b) => a.number - b.number).map(({ file }) => file),
  }));
}

async function readGroup({ sealed, parts }: Group, open: Open | null): Promise<Uint8Array> {
  const contents: Uint8Array[] = [];
  for (const part of parts) {
    const stored = await part.read();
    if (!sealed) contents.push(stored);
    else if (open !== null) contents.push(await open(stored));
    else {
      throw new KeyError("key/missing", "A file is sealed, and no identity was given.", {
        hint: "Set AGE_IDENTITY to the identity of a recipient that it was sealed for.",
      });
    }
  }
  return joinBytes(contents);
}

function isSkippable(error: unknown): error is AppError {
  if (isDamage(error)) return true;
  return error instanceof KeyError && error.code === "key/no-match";
}

function kindOf(id: string): string {
  return id.startsWith("playlist_") ? "playlists" : id;
}

/** Without a date of the backup: nothing in it is newer than its newest entry. */
function newest(entries: SourcePlaylist["entries"] & object): string {
  return entries.reduce(
    (latest, { addedAt }) => (addedAt !== null && addedAt > latest ? addedAt : latest),
    "1970-01-01T00:00:00Z",
  );
}
