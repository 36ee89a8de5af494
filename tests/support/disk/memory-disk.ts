import { basename, dirname } from "node:path";
import type { DirectoryEntry, FileSystem, OutputFile } from "../../../src/disk/fs.ts";

/** Calls that a disk reports as done without doing them. */
export interface DiskFlaws {
  readonly ignoresFileSync?: boolean;
  readonly ignoresDirectorySync?: boolean;
}

/**
 * A disk in memory that can lose its power. What was not synchronized is then lost at random: bytes
 * of files, entries of directories, each on its own; the two halves of a rename, too.
 */
export interface MemoryDisk {
  readonly fs: FileSystem;
  /** The number of calls until now. */
  calls(): number;
  /** The power goes in the middle of the call after the next `calls` ones. */
  cutPowerAfter(calls: number): void;
  /** The disk as it is found when the power is back. `random` gives numbers in [0, 1). */
  restart(random: () => number): MemoryDisk;
}

interface FileNode {
  readonly kind: "file";
  content: Buffer;
  /** The number of bytes that survive a loss of power. */
  durable: number;
}

type Change = (entries: Map<string, Node>) => void;

interface DirectoryNode {
  readonly kind: "directory";
  readonly entries: Map<string, Node>;
  durable: Map<string, Node>;
  /** The changes of the entries since they were synchronized. */
  pending: Change[];
}

type Node = FileNode | DirectoryNode;

/** An empty disk, or one with the content of another. */
export function createMemoryDisk(flaws: DiskFlaws = {}, root = emptyDirectory()): MemoryDisk {
  let calls = 0;
  let left = Number.POSITIVE_INFINITY;

  /** Makes one call, of which only `half` happens when the power goes in it. */
  async function call<T>(whole: () => T, half: () => void = () => {}): Promise<T> {
    await null;
    if (left < 0) throw new Error("the power is gone");
    calls += 1;
    left -= 1;
    if (left >= 0) return whole();
    half();
    throw new Error("the power went");
  }

  function find(path: string): Node {
    let node: Node = root;
    for (const part of path.split("/").filter((name) => name !== "")) {
      if (node.kind !== "directory") throw failure("ENOTDIR", path);
      const next: Node | undefined = node.entries.get(part);
      if (next === undefined) throw failure("ENOENT", path);
      node = next;
    }
    return node;
  }

  function directory(path: string): DirectoryNode {
    const node = find(path);
    if (node.kind !== "directory") throw failure("ENOTDIR", path);
    return node;
  }

  function change(parent: DirectoryNode, ...changes: readonly Change[]): void {
    for (const apply of changes) apply(parent.entries);
    parent.pending.push(...changes);
  }

  function add(path: string, node: Node): void {
    const parent = directory(dirname(path));
    if (parent.entries.has(basename(path))) throw failure("EEXIST", path);
    change(parent, (entries) => entries.set(basename(path), node));
  }

  function remove(path: string, fits: (node: Node) => string | null): void {
    const code = fits(find(path));
    if (code !== null) throw failure(code, path);
    change(directory(dirname(path)), (entries) => entries.delete(basename(path)));
  }

  function outputFile(node: FileNode): OutputFile {
    const append = (bytes: Uint8Array) => {
      node.content = Buffer.concat([node.content, bytes]);
      return bytes.length;
    };
    return {
      write: (bytes) =>
        call(
          () => append(bytes),
          () => append(bytes.subarray(0, bytes.length / 2)),
        ),
      sync: () =>
        call(() => {
          if (!flaws.ignoresFileSync) node.durable = node.content.length;
        }),
      close: () => call(() => {}),
    };
  }

  const fs: FileSystem = {
    createFile: (path) =>
      call(() => {
        const node: FileNode = { kind: "file", content: Buffer.alloc(0), durable: 0 };
        add(path, node);
        return outputFile(node);
      }),
    async *readFile(path) {
      const node = await call(() => find(path));
      if (node.kind !== "file") throw failure("EISDIR", path);
      for (let at = 0; at < node.content.length; at += 64) {
        yield await call(() => new Uint8Array(node.content.subarray(at, at + 64)));
      }
    },
    rename: (from, to) =>
      call(() => {
        const node = find(from);
        if (dirname(from) !== dirname(to)) throw failure("EXDEV", to);
        change(
          directory(dirname(from)),
          (entries) => entries.delete(basename(from)),
          (entries) => entries.set(basename(to), node),
        );
      }),
    unlink: (path) => call(() => remove(path, (node) => (node.kind === "file" ? null : "EISDIR"))),
    mkdir: (path) => call(() => add(path, emptyDirectory())),
    rmdir: (path) =>
      call(() =>
        remove(path, (node) => {
          if (node.kind !== "directory") return "ENOTDIR";
          return node.entries.size === 0 ? null : "ENOTEMPTY";
        }),
      ),
    readdir: (path) =>
      call(() =>
        [...directory(path).entries].map(([name, { kind }]): DirectoryEntry => ({ name, kind })),
      ),
    lstat: (path) =>
      call(() => {
        const node = find(path);
        const bytes = node.kind === "file" ? node.content.length : 0;
        return { kind: node.kind, bytes, modified: new Date(0) };
      }),
    syncDirectory: (path) =>
      call(() => {
        const node = directory(path);
        if (flaws.ignoresDirectorySync) return;
        node.durable = new Map(node.entries);
        node.pending = [];
      }),
  };

  return {
    fs,
    calls: () => calls,
    cutPowerAfter: (number) => {
      left = number;
    },
    restart: (random) => createMemoryDisk(flaws, survivorOfDirectory(root, random, new Map())),
  };
}

function emptyDirectory(): DirectoryNode {
  return { kind: "directory", entries: new Map(), durable: new Map(), pending: [] };
}

function survivorOf(node: Node, random: () => number, seen: Map<Node, Node>): Node {
  const known = seen.get(node);
  if (known !== undefined) return known;
  return node.kind === "file"
    ? survivorOfFile(node, random, seen)
    : survivorOfDirectory(node, random, seen);
}

function survivorOfDirectory(
  node: DirectoryNode,
  random: () => number,
  seen: Map<Node, Node>,
): DirectoryNode {
  const entries = new Map(node.durable);
  for (const apply of node.pending) if (random() < 0.5) apply(entries);
  const survivors = new Map(
    [...entries].map(([name, child]) => [name, survivorOf(child, random, seen)] as const),
  );
  const survivor: DirectoryNode = {
    kind: "directory",
    entries: survivors,
    durable: new Map(survivors),
    pending: [],
  };
  seen.set(node, survivor);
  return survivor;
}

/** A file keeps its durable bytes; of the others some, and some of those as something else. */
function survivorOfFile(node: FileNode, random: () => number, seen: Map<Node, Node>): FileNode {
  const loose = node.content.length - node.durable;
  const content = Buffer.from(node.content.subarray(0, node.durable + random() * (loose + 1)));
  if (random() < 0.5) content.fill(0, node.durable);
  const survivor: FileNode = { kind: "file", content, durable: content.length };
  seen.set(node, survivor);
  return survivor;
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
