import { IntegrityError, StoreError } from "../errors.ts";
import { type GitHub, NO_RETRIES, type RequestOutcome } from "./client.ts";
import { type Answered, badAnswer, type Need } from "./failures.ts";
import { blobSha } from "./git-objects.ts";
import type { RepositoryName } from "./repository.ts";

const READ: Need = { area: "contents", level: "read" };
const WRITE: Need = { area: "contents", level: "write" };

/** The type of an entry of a tree, by its mode (GitHub: REST API > Git trees). */
const TREE_MODES = {
  "100644": "blob",
  "100755": "blob",
  "120000": "blob",
  "040000": "tree",
  "160000": "commit",
} as const;

/** The mode of an entry of a tree. */
export type TreeMode = keyof typeof TREE_MODES;

export const isTreeMode = (mode: unknown): mode is TreeMode =>
  typeof mode === "string" && Object.hasOwn(TREE_MODES, mode);

/** An entry of a tree as GitHub lists it. Only files have a size, in bytes. */
export interface ListedEntry {
  readonly path: string;
  readonly mode: TreeMode;
  readonly sha: string;
  readonly size: number | null;
}

/**
 * A change to make in a tree: what is to be at `path`, given by its sha or, a file, by its text;
 * `null`: the file that is there, and has to be, is taken out.
 */
export type TreeChange = { readonly path: string } & (
  | { readonly sha: string; readonly mode: TreeMode }
  | { readonly sha: null; readonly mode: "100644" }
  | { readonly content: string }
);

/**
 * The tree `sha`, not what is in its trees. Throws `StoreError` `store/too-large` for half a one.
 */
export async function readTree(
  github: GitHub,
  at: RepositoryName,
  sha: string,
): Promise<readonly ListedEntry[]> {
  const answer = await github.call(READ, (rest) => rest.git.getTree({ ...at, tree_sha: sha }));
  if (answer.truncated !== false || !Array.isArray(answer.tree)) {
    throw new StoreError(
      "store/too-large",
      "GitHub lists only a part of a directory of the repository.",
      {
        hint: "The directory has too many entries. Delete old snapshots, or start a new repository.",
      },
    );
  }
  return answer.tree.map(({ path, mode, sha: own, size }) => {
    if (typeof path !== "string" || !isTreeMode(mode)) throw badAnswer();
    return { path, mode, sha: asSha(own), size: size ?? null };
  });
}

/** The file `sha`. Throws `IntegrityError` `snapshot/corrupt` when something else came. */
export async function readBlob(
  github: GitHub,
  at: RepositoryName,
  sha: string,
): Promise<Uint8Array> {
  const answer = await github.call(READ, (rest) => rest.git.getBlob({ ...at, file_sha: sha }));
  if (typeof answer.content !== "string" || answer.encoding !== "base64") throw badAnswer();
  const content = Buffer.from(answer.content, "base64");
  if (blobSha(content) !== sha) {
    throw new IntegrityError("snapshot/corrupt", "A file from GitHub arrived damaged.", {
      hint: "Try again. If this happens again, check the file in the repository.",
    });
  }
  return content;
}

/**
 * Throws what a write would throw. It stores a few bytes that nothing refers to and that git
 * clears away: what GitHub says of a token's rights is about the person behind it, and about
 * nobody for the token of a workflow.
 */
export async function probeWrite(github: GitHub, at: RepositoryName): Promise<void> {
  // 409: the repository is empty, which a commit will change.
  await github.attempt(WRITE, [409], (rest) =>
    rest.git.createBlob({ ...at, content: "tracksafe", encoding: "utf-8" }),
  );
}

/** Stores a file; its sha. */
export async function createBlob(
  github: GitHub,
  at: RepositoryName,
  content: Uint8Array,
): Promise<string> {
  const base64 = Buffer.from(content).toString("base64");
  const answer = await settle(github, () =>
    github.attempt(WRITE, NOT_YET, (rest) =>
      rest.git.createBlob({ ...at, content: base64, encoding: "base64" }),
    ),
  );
  return asSha(answer.sha);
}

/** Stores the tree that `changes` make of the tree `base`, or of nothing; its sha. */
export async function createTree(
  github: GitHub,
  at: RepositoryName,
  base: string | null,
  changes: readonly TreeChange[],
): Promise<string> {
  const tree = changes.map((change) =>
    "sha" in change
      ? { ...change, type: TREE_MODES[change.mode] }
      : { ...change, mode: "100644" as const, type: "blob" as const },
  );
  const answer = await settle(github, () =>
    github.attempt(WRITE, NOT_YET, (rest) =>
      rest.git.createTree({ ...at, tree, ...(base !== null && { base_tree: base }) }),
    ),
  );
  return asSha(answer.sha);
}

/** Stores a commit, by the owner of the token; its sha. */
export async function createCommit(
  github: GitHub,
  at: RepositoryName,
  commit: { readonly tree: string; readonly parents: string[]; readonly message: string },
): Promise<string> {
  const answer = await settle(github, () =>
    github.attempt(WRITE, NOT_YET, (rest) => rest.git.createCommit({ ...at, ...commit })),
  );
  return asSha(answer.sha);
}

/** The parents of a commit. */
export async function readParents(
  github: GitHub,
  at: RepositoryName,
  sha: string,
): Promise<readonly string[]> {
  const answer = await github.call(READ, (rest) => rest.git.getCommit({ ...at, commit_sha: sha }));
  return answer.parents.map((parent) => asSha(parent.sha));
}

/** Puts a first file, and with it a first commit, into an empty repository. */
export async function createFirstFile(
  github: GitHub,
  at: RepositoryName,
  file: { readonly path: string; readonly text: string; readonly message: string },
): Promise<void> {
  const content = Buffer.from(file.text).toString("base64");
  const { path, message } = file;
  // 409 and 422: somebody else was first.
  await github.attempt(WRITE, [409, 422], (rest) =>
    rest.repos.createOrUpdateFileContents({ ...at, path, message, content, ...NO_RETRIES }),
  );
}

/** The answers of GitHub about an object that not all of its servers see yet. */
const NOT_YET = [404, 409, 422];

/** The number of times that an object may be missing that was stored a moment ago. */
const LOOKS = 4;

/** Calls `send` until what it builds on is seen by GitHub, for a few seconds. */
async function settle<T>(github: GitHub, send: () => Promise<RequestOutcome<T>>): Promise<T> {
  for (let look = 1; ; look += 1) {
    const outcome = await send();
    if ("data" in outcome) return outcome.data;
    if (look === LOOKS) throw refused(outcome);
    await github.sleep(1000 * 2 ** (look - 1));
  }
}

function refused({ status, message }: Answered): StoreError {
  return new StoreError("store/refused", `GitHub refused to store a file or commit (${status}).`, {
    cause: new Error(`GitHub answered ${status}: ${message}`),
    hint: "Check that the repository exists and that the token may change its contents.",
  });
}

/** `value` if it is the name of an object, as everything that is sent back has to be. */
export function asSha(value: unknown): string {
  if (typeof value === "string" && /^[0-9a-f]{40}$/.test(value)) return value;
  throw badAnswer();
}
