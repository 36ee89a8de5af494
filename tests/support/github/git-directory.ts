import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { createPackFile } from "./pack-file.ts";

export type ObjectType = "blob" | "tree" | "commit";

export interface GitObject {
  readonly sha: string;
  readonly type: ObjectType;
  readonly size: number;
  readonly content: Buffer;
}

export interface GitRef {
  readonly name: string;
  readonly sha: string;
}

/**
 * A bare repository, written as git lays it out on disk: each ref in a file of its own, and the
 * objects in packs. Objects are in memory until `flush`, since few tests start git. Each call is one
 * step: no other call sees half of it.
 */
export interface GitDirectory {
  /** Stores an object; its sha. */
  write(type: ObjectType, content: Uint8Array): string;
  /** An object that was stored here; `null`: there is none. */
  read(sha: string): GitObject | null;
  /** The sha that a ref (`refs/heads/main`) points to; `null`: there is no such ref. */
  ref(name: string): string | null;
  /** All refs, ordered by name. */
  refs(): readonly GitRef[];
  /** Whether there is no ref. */
  isEmpty(): boolean;
  /** Moves a ref from `from` (`null`: it is not there) to `to`; false when it was not at `from`. */
  moveRef(name: string, to: string, from: string | null): boolean;
  /** Writes the objects that are only in memory to disk, where the `git` program finds them. */
  flush(): void;
}

const CONFIG = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n";

/** Makes an empty repository, as `git init --bare` does. */
export function createGitDirectory(directory: string, defaultBranch: string): GitDirectory {
  for (const name of ["objects/pack", "refs/heads", "refs/tags"]) {
    mkdirSync(join(directory, name), { recursive: true });
  }
  writeFileSync(join(directory, "HEAD"), `ref: refs/heads/${defaultBranch}\n`);
  writeFileSync(join(directory, "config"), CONFIG);
  const stored = new Map<string, GitObject>();
  let unwritten: GitObject[] = [];
  /** A ref that was there when it was last looked for. */
  let known: string | null = null;

  function ref(name: string): string | null {
    try {
      return readFileSync(join(directory, name), "utf8").trim();
    } catch {
      return null;
    }
  }

  function refs(): readonly GitRef[] {
    const root = join(directory, "refs");
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
      .sort()
      .map((name) => ({ name, sha: ref(name) ?? "" }));
  }

  return {
    write(type, content) {
      const head = `${type} ${content.length}\0`;
      const sha = createHash("sha1").update(head).update(content).digest("hex");
      if (stored.has(sha)) return sha;
      const object = { sha, type, size: content.length, content: Buffer.from(content) };
      unwritten.push(object);
      stored.set(sha, object);
      return sha;
    },
    read: (sha) => stored.get(sha) ?? null,
    ref,
    refs,
    isEmpty() {
      // The `git` program may delete a ref, so it has to be looked for each time.
      if (known === null || ref(known) === null) known = refs()[0]?.name ?? null;
      return known === null;
    },
    moveRef(name, to, from) {
      if (ref(name) !== from) return false;
      try {
        putFile(join(directory, name), `${to}\n`);
        return true;
      } catch {
        // A branch `a` and a branch `a/b` cannot both be.
        return false;
      }
    },
    flush() {
      if (unwritten.length === 0) return;
      const { name, pack, index } = createPackFile(unwritten);
      const path = join(directory, "objects/pack", name);
      // Git reads a pack as soon as it has an index.
      putFile(`${path}.pack`, pack);
      putFile(`${path}.idx`, index);
      unwritten = [];
    },
  };
}

/** Puts a file in its place in one step, since a git that runs may be reading. */
function putFile(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.lock`, content);
  renameSync(`${path}.lock`, path);
}
