import { createHash } from "node:crypto";
import type { LibraryVersion } from "../../../src/history/diff.ts";
import type { SnapshotStore } from "../../../src/model/snapshot-store.ts";
import { type Document, encodeDocument } from "../../../src/snapshot/document.ts";
import { encodeMetadata, type FileRecord } from "../../../src/snapshot/metadata.ts";
import { snapshotName } from "../../../src/snapshot/names.ts";
import { once } from "../../../src/store/read-whole.ts";

/** The account of these snapshots. */
export const USER = "0123456789abcdef";

const FIRST_DAY = Date.UTC(2026, 0, 1, 3, 17);
const DAY_MS = 24 * 60 * 60 * 1000;

/** The time of the snapshot of the `day`th library, from 0. */
export function dayOf(day: number): Date {
  return new Date(FIRST_DAY + day * DAY_MS);
}

/** Stores one snapshot in the clear a day, each of a whole library; gives their names. */
export async function storeLibraries(
  store: SnapshotStore,
  libraries: readonly LibraryVersion[],
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const [day, library] of libraries.entries()) {
    const at = dayOf(day);
    const name = snapshotName(at);
    const writer = await store.create(USER, name);
    const files: FileRecord[] = [];
    for (const [id, kind, document] of documentsOf(library)) {
      const bytes = Buffer.from(encodeDocument(document));
      const part = `${id}.json`;
      await writer.write(part, once(bytes));
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      files.push({
        id,
        kind,
        state: document.entries === null ? "withheld" : "ok",
        parts: [{ name: part, bytes: bytes.length, sha256 }],
        ...(document.entries !== null && { entries: document.entries.length }),
      });
    }
    const metadata = encodeMetadata(
      {
        createdAt: at.toISOString(),
        finishedAt: at.toISOString(),
        tool: { name: "tracksafe", version: "1.0.0" },
        provider: "memory",
        user: USER,
        status: "complete",
        include: ["likes", "playlists"],
        covers: false,
        encryption: null,
        files,
        login: null,
        warnings: [],
      },
      null,
    );
    await writer.commit(metadata);
    names.push(name);
  }
  return names;
}

function documentsOf(
  library: LibraryVersion,
): readonly (readonly [string, FileRecord["kind"], Document])[] {
  return [
    ...[...library.collections].map(
      ([kind, entries]) => [kind, kind, { kind, entries } as Document] as const,
    ),
    ...[...library.playlists].map(
      ([id, { playlist, entries }]) =>
        [id, "playlists", { kind: "playlist", playlist, entries } as Document] as const,
    ),
  ];
}
