import { AppError, CancelledError, ConflictError, StoreError } from "../../errors.ts";
import {
  type Branch,
  type Head,
  type Move,
  moveBranch,
  replaceBranch,
} from "../../github/branch.ts";
import { isAmbiguous } from "../../github/failures.ts";
import { createCommit, createTree, readParents, type TreeChange } from "../../github/git-data.ts";
import type { BranchView } from "./branch-view.ts";

/** Something to be put into the branch. */
export interface BranchChange {
  /** Plans the commit for the state that the branch has by then. */
  readonly plan: (head: Branch) => Promise<CommitPlan>;
  /** Commits made for it that may be in the branch although nobody said so. Kept between tries. */
  readonly open: Map<string, CreatedCommit>;
  /**
   * Whether the commit takes the place of all others of the branch, so that it has no parent. Default:
   * no.
   */
  readonly isFresh?: boolean;
}

/** The changes of a commit. */
export interface CommitPlan {
  /** The directory that it is about. */
  readonly path: readonly string[];
  readonly changes: readonly TreeChange[];
  readonly message: string;
}

/** A commit and what it is about. */
export interface CreatedCommit extends Head {
  readonly path: readonly string[];
}

/** The number of times that a commit is made anew because somebody else's came first. */
const MAX_ATTEMPTS = 20;

/**
 * Puts something into the branch by one commit on top of what is there, or in its place, whatever others
 * put there meanwhile. The branch either has the whole commit afterwards or was not touched. Where
 * there is nothing to change, the result is the commit that is there.
 *
 * Throws `ConflictError` `store/conflict` when others do not leave off; `StoreError`
 * `store/refused` when the branch may not be moved, `store/unknown` when nobody says whether it
 * was; and as `GitHub.call` does.
 */
export async function commitTo(view: BranchView, change: BranchChange): Promise<CreatedCommit> {
  const outcome = await settle(view, change).catch((error: unknown) => {
    const [commit] = [...change.open.keys()].slice(-1);
    if (commit === undefined || !isFailure(error)) throw error;
    throw unknown(commit, error);
  });
  if (outcome instanceof AppError) throw outcome;
  return outcome;
}

/**
 * The result of the change: the commit, or the error that kept it out of the branch. Throws when
 * unsure.
 */
async function settle(view: BranchView, change: BranchChange): Promise<CreatedCommit | AppError> {
  let head = change.open.size > 0 ? await view.look() : await view.head();
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const found = await findMade(view, head, change.open);
    if (found !== null) return found;
    const plan = await change.plan(head);
    if (isDone(head, plan, change)) return { ...head, path: plan.path };
    const made = await makeCommit(view, head, plan, change);
    const outcome = await advance(view, head, made, change.open);
    if (outcome === "done") return made;
    if (outcome instanceof AppError) return outcome;
    head = outcome;
  }
  throw conflict();
}

/** Whether the branch needs no commit to be as it is planned. */
function isDone(head: Branch, { changes }: CommitPlan, { isFresh }: BranchChange): head is Head {
  if (typeof head === "string" || changes.length > 0) return false;
  return !isFresh || head.parents.length === 0;
}

/** A commit, not yet in the branch, that changes what is at `head`. */
async function makeCommit(
  { github, at }: BranchView,
  head: Branch,
  { path, changes, message }: CommitPlan,
  { isFresh = false }: BranchChange,
): Promise<CreatedCommit> {
  const base = typeof head === "string" ? null : head;
  const isSameTree = base !== null && changes.length === 0;
  const tree = isSameTree ? base.tree : await createTree(github, at, base?.tree ?? null, changes);
  const parents = base === null || isFresh ? [] : [base.commit];
  const commit = await createCommit(github, at, { tree, parents, message });
  return { commit, tree, parents, path };
}

/** The number of times that the branch is read before giving up. */
const LOOKS = 4;

/**
 * Moves the branch from `head` to `made`; where it is when it turns out to have moved, or
 * why it stays where it is.
 */
async function advance(
  view: BranchView,
  head: Branch,
  made: CreatedCommit,
  open: Map<string, CreatedCommit>,
): Promise<"done" | Branch | AppError> {
  const { github } = view;
  for (let look = 1; ; look += 1) {
    const problem = await tryMove(view, head, made, open);
    if (problem === null) {
      view.moved(made);
      return "done";
    }
    const now = await lookUnlessUnsure(view, open.has(made.commit) && look < LOOKS);
    if (now !== null) {
      if (!isSame(now, head)) return now;
      if (look === LOOKS || problem instanceof StoreError) return problem;
    }
    // GitHub may still show where the branch was: asked again to move there, it loses nothing.
    await github.sleep(1000 * 2 ** (look - 1));
  }
}

/**
 * Asks GitHub to move the branch; why it did not, or may not have, in which case `made` is open.
 */
async function tryMove(
  view: BranchView,
  head: Branch,
  made: CreatedCommit,
  open: Map<string, CreatedCommit>,
): Promise<AppError | null> {
  try {
    const outcome = await move(view, head, made);
    if (outcome === "done") return null;
    return outcome === "refused" ? refused() : conflict();
  } catch (error) {
    if (isAmbiguous(error)) open.set(made.commit, made);
    else if (!open.has(made.commit) || !isFailure(error)) throw error;
    return error;
  }
}

async function move(
  { github, at, branch }: BranchView,
  head: Branch,
  { commit, parents }: CreatedCommit,
): Promise<Move> {
  const isNew = typeof head === "string";
  if (isNew || parents.includes(head.commit)) {
    return moveBranch(github, at, { branch: await branch(), commit, isNew });
  }
  return replaceBranch(github, at, { branch: await branch(), from: head.commit, commit });
}

/** The head of the branch; `null` if it cannot be read, and a commit of ours `mayBe` in it. */
async function lookUnlessUnsure(view: BranchView, mayBe: boolean): Promise<Branch | null> {
  try {
    return await view.look();
  } catch (error) {
    if (!mayBe || !isFailure(error)) throw error;
    return null;
  }
}

function isFailure(error: unknown): error is AppError {
  return error instanceof AppError && !(error instanceof CancelledError);
}

/** The number of newest commits that are searched for ours. */
const REACH = 30;

/** The newest commit of the branch that is one of `open`. */
async function findMade(
  { github, at }: BranchView,
  head: Branch,
  open: ReadonlyMap<string, CreatedCommit>,
): Promise<CreatedCommit | null> {
  if (typeof head === "string" || open.size === 0) return null;
  const bases = new Set([...open.values()].flatMap(({ parents }) => parents));
  let sha = head.commit;
  let parents = head.parents;
  for (let step = 0; step < REACH; step += 1) {
    const found = open.get(sha);
    if (found !== undefined) return found;
    const [parent] = parents;
    if (parent === undefined || bases.has(sha)) return null;
    sha = parent;
    if (!open.has(sha) && !bases.has(sha)) parents = await readParents(github, at, sha);
  }
  return null;
}

function isSame(a: Branch, b: Branch): boolean {
  if (typeof a === "string" || typeof b === "string") return a === b;
  return a.commit === b.commit;
}

function conflict(): ConflictError {
  return new ConflictError(
    "store/conflict",
    "The branch kept changing while tracksafe made the commit.",
    {
      hint: "Nothing was committed. Run it again. If you back up several accounts, let them run one after the other.",
    },
  );
}

function refused(): StoreError {
  return new StoreError("store/refused", "GitHub does not allow changes to the branch.", {
    hint: "Nothing was committed. Exclude the branch from the branch rules of the repository, or name another branch.",
  });
}

function unknown(commit: string, cause: AppError): StoreError {
  return new StoreError(
    "store/unknown",
    "GitHub did not say whether it added the commit to the branch.",
    {
      cause,
      hint: `Check the history of the branch on GitHub. If it has the commit ${commit.slice(0, 12)}, everything is stored. If not, nothing is stored, and you can run it again.`,
    },
  );
}
