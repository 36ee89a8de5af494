import { ConflictError } from "../../errors.ts";
import type { Branch } from "../../github/branch.ts";
import { JOURNAL_PREFIX } from "../../model/journal-store.ts";
import { plainLine } from "../../safe-text.ts";
import type { BranchView } from "./branch-view.ts";
import { KEPT_ROOT } from "./kept-files.ts";
import { isDirectory } from "./trees.ts";

/**
 * Throws `ConflictError` `prune/restore` while the journal of a restore is on the branch. The journal
 * is sealed, so any snapshot may be the one that the restore goes on with.
 */
export async function requireNoRestore(view: BranchView, head: Branch): Promise<void> {
  const kept = await view.directory(head, [KEPT_ROOT]);
  const journal = [...(kept?.values() ?? [])].find(
    (entry) => isDirectory(entry) && entry.path.startsWith(JOURNAL_PREFIX),
  );
  if (journal === undefined) return;
  throw new ConflictError(
    "prune/restore",
    "A restore is not finished, and it may need any of these snapshots.",
    {
      hint: `No snapshot was removed. Run the restore again until it is finished. If you gave it up, delete the directory ${KEPT_ROOT}/${plainLine(journal.path)} on the branch ${await view.branch()}.`,
    },
  );
}
