import { NotFoundError, StoreError } from "../../errors.ts";
import type { Branch } from "../../github/branch.ts";
import { isAmbiguous } from "../../github/failures.ts";
import { createFirstFile } from "../../github/git-data.ts";
import type { BranchView } from "./branch-view.ts";

/** The first file of an empty repository, which takes nothing else before its first commit. */
export const FIRST_FILE = {
  path: "README.md",
  text: "Snapshots of a music library, kept by tracksafe.\n",
  message: "Start",
};

/** The number of times that the repository is asked for its first commit. */
const LOOKS = 4;

/**
 * Makes the first commit of an empty repository; where the branch is then. This is the one step
 * that a failed backup may leave behind.
 */
export async function startRepository(view: BranchView): Promise<Branch> {
  const { github, at } = view;
  for (let look = 1; ; look += 1) {
    let problem: Error = new StoreError("store/refused", "The repository stays empty.");
    try {
      await createFirstFile(github, at, FIRST_FILE);
      const head = await view.look();
      if (head !== "empty") return head;
    } catch (error) {
      // Not found: GitHub may not see the branch yet that this has made.
      if (!isAmbiguous(error) && !(error instanceof NotFoundError)) throw error;
      problem = error;
    }
    if (look === LOOKS) throw problem;
    await github.sleep(1000 * 2 ** (look - 1));
  }
}
