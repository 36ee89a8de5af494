import { AppError, CancelledError } from "../../errors.ts";
import type { Branch } from "../../github/branch.ts";
import { readBlob, type TreeChange } from "../../github/git-data.ts";
import type { SnapshotRef, WritePage } from "../../model/snapshot-store.ts";
import type { BranchView } from "./branch-view.ts";
import { FIRST_FILE } from "./first-commit.ts";
import { KEPT_ROOT } from "./kept-files.ts";
import { isFile } from "./trees.ts";

const README = "README.md";

/** The first line of the part that is ours; a later version may word the rest of it differently. */
const BEGIN =
  "<!-- tracksafe begins: each backup writes this part anew, up to the line that ends it. Text before and after it stays. A page without these two lines is left alone. -->";
const END = "<!-- tracksafe ends -->";
const OURS = /^<!-- tracksafe begins\b[^\n]*-->\r?\n[\s\S]*?^<!-- tracksafe ends -->(?=\r?$)/gm;

/** No page is larger, in bytes. */
const MAX_BYTES = 64 * 1024;

/** A snapshot that is being committed, and the page that is to show it. */
interface NewSnapshot {
  readonly ref: SnapshotRef;
  readonly page: WritePage;
}

/**
 * The change that brings `README.md` up to date, as a part of the commit of a snapshot onto `head`;
 * `null`: the file is not ours to change. It is ours to make on a branch with nothing but
 * snapshots, and what it says between our two lines is ours to change. An error leaves it as it is,
 * because the snapshot matters more.
 */
export async function planPage(
  view: BranchView,
  head: Branch,
  { ref, page }: NewSnapshot,
): Promise<TreeChange | null> {
  try {
    const around = await findSpace(view, head);
    if (around === null) return null;
    const directory = [...view.root, ref.user].join("/");
    const text = await page({ ref, directory });
    if (text === null) return null;
    const [before, after] = around;
    return { path: README, content: `${before}${BEGIN}\n${text}\n${END}${after}` };
  } catch (error) {
    if (!(error instanceof AppError) || error instanceof CancelledError) throw error;
    return null;
  }
}

/** The texts before and after our part of the page; `null`: no part of it is ours. */
async function findSpace(
  view: BranchView,
  head: Branch,
): Promise<readonly [string, string] | null> {
  const entry = (await view.directory(head, []))?.get(README);
  if (entry === undefined) return (await isOnlyForSnapshots(view, head)) ? ["", "\n"] : null;
  if (!isFile(entry) || (entry.size ?? 0) > MAX_BYTES) return null;
  const text = decode(await readBlob(view.github, view.at, entry.sha));
  if (text === null) return null;
  if (text === FIRST_FILE.text && (await isOnlyForSnapshots(view, head))) return ["", "\n"];
  const [ours, ...more] = text.matchAll(OURS);
  if (ours === undefined || more.length > 0) return null;
  return [text.slice(0, ours.index), text.slice(ours.index + ours[0].length)];
}

/** The text of a file; `null`: it is no UTF-8, and could not be kept as it is. */
function decode(bytes: Uint8Array): string | null {
  const text = Buffer.from(bytes).toString();
  return Buffer.from(text).equals(bytes) ? text : null;
}

/** Whether there is nothing on the branch but snapshots, and what is kept beside them. */
async function isOnlyForSnapshots({ root, directory }: BranchView, head: Branch): Promise<boolean> {
  for (const [depth, part] of root.entries()) {
    const names = [...((await directory(head, root.slice(0, depth)))?.keys() ?? [])];
    const known = depth === 0 ? [part, KEPT_ROOT, README] : [part];
    if (!names.every((name) => known.includes(name))) return false;
  }
  return true;
}
