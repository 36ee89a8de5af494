import { createHash } from "node:crypto";
import type { SnapshotFiles } from "../../../src/model/snapshot-files.ts";
import type {
  SnapshotRef,
  SnapshotStore,
  SnapshotWriter,
  StoredFile,
} from "../../../src/model/snapshot-store.ts";
import { once } from "../../../src/store/read-whole.ts";

/** Files by name; one character a byte. */
export type Files = Readonly<Record<string, string>>;

/** Streams `parts`, each as one chunk; one character a byte. */
export async function* pieces(...parts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const part of parts) yield bytesOf(part);
}

/** The files of a snapshot that are read by `read`, however they are asked for. */
export function readingBy(
  files: SnapshotFiles["files"],
  read: SnapshotFiles["read"],
): SnapshotFiles {
  return { files, read, open: async (name) => once(await read(name)) };
}

/** One byte for each character of `text`. */
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}

/** A file with this content, as a store describes it. */
export function storedFile(name: string, text: string): StoredFile {
  const bytes = bytesOf(text);
  return { name, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** Metadata that names the files of a snapshot, for {@link brokenFiles}. */
export function metadataOf(files: readonly StoredFile[]): Uint8Array {
  return bytesOf(JSON.stringify(files));
}

/** Writes the files, each in two chunks, and commits. */
export async function fillAndCommit(writer: SnapshotWriter, files: Files): Promise<SnapshotRef> {
  const stored: StoredFile[] = [];
  for (const [name, text] of Object.entries(files)) {
    const half = Math.ceil(text.length / 2);
    stored.push(await writer.write(name, pieces(text.slice(0, half), text.slice(half))));
  }
  await writer.commit(metadataOf(stored));
  return writer.ref;
}

/** Stores a whole snapshot. */
export async function saveSnapshot(
  store: SnapshotStore,
  user: string,
  name: string,
  files: Files,
): Promise<SnapshotRef> {
  return fillAndCommit(await store.create(user, name), files);
}

/** Every file of a snapshot, without the metadata. */
export async function filesOf(store: SnapshotStore, ref: SnapshotRef): Promise<Files> {
  const files: Record<string, string> = {};
  for (const name of await store.files(ref)) {
    if (name !== "metadata.json") files[name] = await textOf(store, ref, name);
  }
  return files;
}

/** Everything that the store shows: user and name of each snapshot, and its files. */
export async function storeContent(store: SnapshotStore): Promise<Readonly<Record<string, Files>>> {
  const content: Record<string, Files> = {};
  for (const user of await store.users()) {
    for (const ref of await store.list(user)) {
      content[`${user}/${ref.name}`] = await filesOf(store, ref);
    }
  }
  return content;
}

/** One file of a snapshot. */
export async function textOf(
  store: SnapshotStore,
  ref: SnapshotRef,
  name: string,
): Promise<string> {
  return Buffer.from(await store.read(ref, name)).toString("latin1");
}

/**
 * Compares a snapshot with its own metadata, as {@link metadataOf} makes it: the names of files that
 * are missing, are not what was stored, or do not belong there.
 */
export async function brokenFiles(
  store: SnapshotStore,
  ref: SnapshotRef,
): Promise<readonly string[]> {
  const expected: StoredFile[] = JSON.parse(await textOf(store, ref, "metadata.json"));
  const found = await filesOf(store, ref);
  const names = new Set([...Object.keys(found), ...expected.map(({ name }) => name)]);
  return [...names].filter((name) => {
    const text = found[name];
    const wanted = expected.find((file) => file.name === name);
    return text === undefined || storedFile(name, text).sha256 !== wanted?.sha256;
  });
}
