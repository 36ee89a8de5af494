import * as z from "zod";
import type { GitHub } from "./client.ts";
import { badAnswer } from "./failures.ts";
import { isTreeMode, type ListedEntry } from "./git-data.ts";
import { blobSha, treeSha } from "./git-objects.ts";
import type { RepositoryName } from "./repository.ts";

/** A tree, and one of its files. */
export interface TreeWithFile {
  readonly entries: readonly ListedEntry[];
  /** `null`: it is not there, or it cannot be read in this way. */
  readonly file: { readonly sha: string; readonly content: Uint8Array } | null;
}

const sha = z.string().regex(/^[0-9a-f]{40}$/);
const tree = z.object({
  entries: z.array(z.object({ name: z.string(), mode: z.int(), oid: sha, size: z.int() })),
});
const blob = z.object({ oid: sha, text: z.string().nullable(), isTruncated: z.boolean() });
const answerSchema = z.object({
  repository: z.record(z.string(), z.unknown()),
});

/**
 * Reads trees, each with its file `name`, in one request. A tree that is not there, or that does not
 * fit its sha, is left out. So is a file of which GitHub gives only a part (GitHub: GraphQL API >
 * Blob, `isTruncated`), or which is no text. Throws as `GitHub.call` does.
 */
export async function readTreesWithFile(
  github: GitHub,
  at: RepositoryName,
  shas: readonly string[],
  name: string,
): Promise<ReadonlyMap<string, TreeWithFile>> {
  const variables = shas.flatMap((one, number) => [
    [`t${number}`, one],
    [`f${number}`, `${one}:${name}`],
  ]);
  const answer = answerSchema.safeParse(
    await github.query({ area: "contents", level: "read" }, queryOf(shas.length), {
      owner: at.owner,
      repo: at.repo,
      ...Object.fromEntries(variables),
    }),
  );
  if (!answer.success) throw badAnswer();
  const found = new Map<string, TreeWithFile>();
  for (const [number, one] of shas.entries()) {
    const { [`t${number}`]: listed, [`f${number}`]: text } = answer.data.repository;
    const entries = entriesOf(listed);
    if (entries !== null && treeSha(entries) === one) {
      found.set(one, { entries, file: fileOf(text, entries, name) });
    }
  }
  return found;
}

/** The names go along as variables: nothing of them becomes a part of the query. */
function queryOf(count: number): string {
  const numbers = Array.from({ length: count }, (_, number) => number);
  const declared = numbers.map((number) => `$t${number}: String!, $f${number}: String!`);
  const fields = numbers.map(
    (number) =>
      `t${number}: object(expression: $t${number}) { ... on Tree { entries { name mode oid size } } } ` +
      `f${number}: object(expression: $f${number}) { ... on Blob { oid text isTruncated } }`,
  );
  return `query($owner: String!, $repo: String!, ${declared.join(", ")}) { repository(owner: $owner, name: $repo) { ${fields.join(" ")} } }`;
}

function entriesOf(value: unknown): readonly ListedEntry[] | null {
  const parsed = tree.safeParse(value);
  if (!parsed.success) return null;
  return parsed.data.entries.map(({ name, mode, oid, size }) => {
    const octal = mode.toString(8).padStart(6, "0");
    if (!isTreeMode(octal)) throw badAnswer();
    return { path: name, mode: octal, sha: oid, size: octal.startsWith("100") ? size : null };
  });
}

function fileOf(
  value: unknown,
  entries: readonly ListedEntry[],
  name: string,
): TreeWithFile["file"] {
  const parsed = blob.safeParse(value);
  if (!parsed.success || parsed.data.text === null || parsed.data.isTruncated) return null;
  const content = Buffer.from(parsed.data.text);
  const { oid } = parsed.data;
  const isListed = entries.some((entry) => entry.path === name && entry.sha === oid);
  return isListed && blobSha(content) === oid ? { sha: oid, content } : null;
}
