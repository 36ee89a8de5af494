import * as z from "zod";
import { bytesOf } from "../../src/bytes.ts";
import { NotFoundError, RateLimitError, StoreError } from "../../src/errors.ts";
import type { SnapshotRef, SnapshotStore } from "../../src/model/snapshot-store.ts";
import {
  compareSnapshotNames,
  isSnapshotName,
  isUserName,
  requireFileName,
  requireSnapshotName,
  requireUserName,
} from "../../src/store/names.ts";
import { MAX_READ_BYTES, storedFileTooLarge } from "../../src/store/read-whole.ts";
import { readOnlyStore } from "./snapshot-reader.ts";

/** A repository with snapshots, and a token that may read it. */
export interface GitHubPlace {
  /** `https://api.github.com`. */
  readonly api: string;
  /** `owner/repo`. */
  readonly repository: string;
  readonly token: string;
}

/** The branch and the directory that a backup writes to unless it is told otherwise. */
const BACKUPS = "backups";

/** The number of files that one request reads. An answer is then about a megabyte. */
const BATCH = 50;

const treeShape = z.object({
  tree: z.array(
    z.object({
      path: z.string(),
      type: z.string(),
      sha: z.string(),
      size: z.number().optional(),
    }),
  ),
});
const repositoryShape = z.object({ default_branch: z.string() });
const contentShape = z.object({ content: z.string(), encoding: z.literal("base64") });
const blobShape = z.object({ text: z.string().nullable(), isTruncated: z.boolean() }).nullable();
const manyShape = z.object({
  data: z.object({ repository: z.record(z.string(), blobShape) }),
});

type Entry = z.infer<typeof treeShape>["tree"][number];
type Tree = ReadonlyMap<string, Entry>;

/**
 * The snapshots on the branch `backups` of a repository, or on its default branch, read through
 * GitHub's API by the browser itself. Trees and blobs are named by their content, so each is read
 * once. Throws `StoreError` `store/permission` for a token that GitHub does not accept, and
 * `NotFoundError` `store/not-found` where there is no such repository or nothing in it.
 */
export async function githubStore(place: GitHubPlace): Promise<SnapshotStore> {
  const { get, query } = createRequests(place);
  const trees = new Map<string, Promise<Tree>>();
  const ahead = new Map<string, Uint8Array>();

  function tree(sha: string): Promise<Tree> {
    const reading = trees.get(sha) ?? readTree(sha);
    trees.set(sha, reading);
    // A failure is not kept: the next look may succeed.
    reading.catch(() => trees.delete(sha));
    return reading;
  }

  async function readTree(name: string): Promise<Tree> {
    const { tree: entries } = treeShape.parse(
      await (await get(`/git/trees/${encodeURIComponent(name)}`)).json(),
    );
    return new Map(entries.map((entry) => [entry.path, entry]));
  }

  /** The directory of the snapshots. */
  async function findRoot(): Promise<Tree> {
    const { default_branch } = repositoryShape.parse(await (await get("")).json());
    for (const branch of new Set([BACKUPS, default_branch])) {
      const top = await tree(branch).catch((error) => {
        if (error instanceof NotFoundError) return null;
        throw error;
      });
      const directory = top?.get(BACKUPS);
      if (directory?.type === "tree") return await tree(directory.sha);
    }
    throw new NotFoundError("store/not-found", "The repository holds no snapshots.", {
      hint: "Give the repository whose branch has a directory named backups.",
    });
  }

  const root = await findRoot();

  async function snapshots(user: string): Promise<readonly Entry[]> {
    requireUserName(user);
    const entry = root.get(user);
    if (entry?.type !== "tree") return [];
    const entries = [...(await tree(entry.sha)).values()];
    return entries.filter(({ path, type }) => type === "tree" && isSnapshotName(path));
  }

  async function snapshot({ user, name }: SnapshotRef): Promise<string> {
    requireSnapshotName(name);
    const entry = (await snapshots(user)).find(({ path }) => path === name);
    if (entry === undefined) throw notThere(`${user}/${name}`);
    return entry.sha;
  }

  async function users(): Promise<readonly string[]> {
    const names = [...root.values()].flatMap(({ path, type }) =>
      type === "tree" && isUserName(path) ? [path] : [],
    );
    const withSnapshots = await Promise.all(
      names.map(async (name) => ((await snapshots(name)).length > 0 ? [name] : [])),
    );
    return withSnapshots.flat().sort();
  }

  async function fileOf(ref: SnapshotRef, name: string): Promise<Entry> {
    requireFileName(name);
    const entry = (await tree(await snapshot(ref))).get(name);
    if (entry?.type !== "blob") throw notThere(name);
    return entry;
  }

  return readOnlyStore({
    location: `github:${place.repository}`,
    users,
    async list(user) {
      const names = (await snapshots(user)).map(({ path }) => path);
      return names.sort(compareSnapshotNames).map((name) => ({ user, name }));
    },
    // A commit is all or nothing.
    unfinished: async () => [],
    async files(ref) {
      const entries = [...(await tree(await snapshot(ref))).values()];
      return entries.flatMap(({ path, type }) => (type === "blob" ? [path] : [])).sort();
    },
    async prefetch(refs, name) {
      for (let from = 0; from < refs.length; from += BATCH) {
        const shas = await Promise.all(refs.slice(from, from + BATCH).map(snapshot));
        const texts = await readMany(shas.map((sha) => `${sha}:${name}`));
        for (const [at, content] of texts.entries()) {
          // A file that is missing here is read by itself when it is asked for.
          if (content !== null) ahead.set(`${shas[at]}:${name}`, content);
        }
      }
    },
    async read(ref, name) {
      const known = ahead.get(`${await snapshot(ref)}:${name}`);
      if (known !== undefined) return known;
      const { sha, size = 0 } = await fileOf(ref, name);
      if (size > MAX_READ_BYTES) throw storedFileTooLarge(name);
      const { content } = contentShape.parse(await (await get(`/git/blobs/${sha}`)).json());
      return Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    },
  });

  /** The texts at these expressions; `null`: not there, or only a part of it was given. */
  async function readMany(expressions: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
    const answer = manyShape.safeParse(await query(expressions));
    return expressions.map((_, at) => {
      const blob = answer.data?.data.repository[`f${at}`] ?? null;
      return blob === null || blob.isTruncated || blob.text === null ? null : bytesOf(blob.text);
    });
  }
}

function notThere(what: string): NotFoundError {
  return new NotFoundError("store/not-found", `${what} is not in the repository.`, {
    hint: "It may have been removed meanwhile. Open the repository again.",
  });
}

/** The requests about one repository. */
function createRequests({ api, repository, token }: GitHubPlace) {
  const [owner = "", repo = ""] = repository.split("/");
  const base = `${api}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}`;
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${token}`,
    "x-github-api-version": "2022-11-28",
  };

  async function send(address: string, options: RequestInit): Promise<Response> {
    const response = await fetch(address, { cache: "no-store", ...options }).catch((cause) => {
      throw new StoreError("store/io", "GitHub does not answer.", {
        cause,
        hint: "Check the connection of this device, and try again.",
      });
    });
    if (!response.ok) throw refused(response);
    return response;
  }

  return {
    get: (path: string) => send(base + path, { headers }),
    async query(expressions: readonly string[]): Promise<unknown> {
      const declared = expressions.map((_, at) => `$f${at}: String!`).join(", ");
      const fields = expressions.map(
        (_, at) => `f${at}: object(expression: $f${at}) { ... on Blob { text isTruncated } }`,
      );
      const response = await send(`${api}/graphql`, {
        method: "POST",
        headers,
        body: JSON.stringify({
          query: `query($owner: String!, $repo: String!, ${declared}) { repository(owner: $owner, name: $repo) { ${fields.join(" ")} } }`,
          variables: {
            owner,
            repo,
            ...Object.fromEntries(expressions.map((one, at) => [`f${at}`, one])),
          },
        }),
      });
      return await response.json();
    },
  };
}

function refused({ status, headers }: Response): StoreError | NotFoundError | RateLimitError {
  if (status === 401) {
    return new StoreError("store/permission", "GitHub does not accept the token.", {
      hint: "Copy it again, or make a new one: fine-grained, for this repository only, with Contents: Read-only.",
    });
  }
  if (status === 429 || (status === 403 && headers.get("x-ratelimit-remaining") === "0")) {
    return new RateLimitError("store/rate-limited", "GitHub wants fewer requests.", {
      hint: "Wait for an hour, and open the repository again.",
    });
  }
  if (status === 404 || status === 403) {
    return new NotFoundError("store/not-found", "GitHub does not show such a repository.", {
      hint: "Check its name (owner/repository), and that the token is for it, with Contents: Read-only.",
    });
  }
  return new StoreError("store/io", `GitHub answered with the status ${status}.`, {
    hint: "Try again in a few minutes.",
  });
}
