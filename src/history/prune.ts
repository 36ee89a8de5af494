import { UsageError } from "../errors.ts";
import { isShrunk } from "../snapshot/latest.ts";
import { type AccountHistory, isBelieved, type ListedSnapshot } from "./list.ts";
import { applyKeepRules, KEEP_REASONS, type KeepReason, type KeepRules } from "./prune-policy.ts";

/**
 * The reasons for which a snapshot stays that no rule keeps. `newest`: it is the newest complete one,
 * or a run that failed after it. `latest`: a restore takes it unless another is named.
 * `before-shrunk`: it is the last one before lists became much shorter. `restore`: a restore in
 * progress uses it. `not-proved`: it is not proved to be the owner's. `unreadable`: its metadata is
 * damaged, or of a newer format.
 */
export type StayReason =
  | "newest"
  | "latest"
  | "before-shrunk"
  | "restore"
  | "not-proved"
  | "unreadable";

/** A snapshot that stays, and the reasons for it. */
export interface KeptSnapshot {
  readonly name: string;
  readonly reasons: readonly (KeepReason | StayReason)[];
}

/** The snapshots of one account that stay and that go. Both are ordered from old to new. */
export interface PrunePlan {
  readonly user: string;
  readonly kept: readonly KeptSnapshot[];
  readonly removed: readonly { readonly name: string }[];
}

/**
 * Plans which snapshots of an account stay. The rules choose among those that did not fail. A failed
 * one goes as soon as a newer complete one exists. `pinned`: the names of snapshots that a restore in
 * progress uses.
 *
 * Throws `UsageError` `usage/keep` when every rule keeps 0 snapshots.
 */
export function planPrune(
  { user, snapshots }: Pick<AccountHistory, "user" | "snapshots">,
  rules: KeepRules,
  pinned: ReadonlySet<string>,
): PrunePlan {
  if (KEEP_REASONS.every((reason) => rules[reason] === 0)) {
    throw new UsageError("usage/keep", "No rule says which snapshots to keep.", {
      hint: "Give at least one rule, such as --keep-daily 30; in the action, such as keep-daily: 30.",
    });
  }
  const usable = snapshots.filter((one) => isBelieved(one) && one.metadata.status !== "failed");
  const times = usable.map(({ metadata }) => ({ at: new Date(metadata?.createdAt ?? 0) }));
  const byRules = new Map(
    applyKeepRules(times, rules).map((reasons, at) => [usable[at]?.name, reasons]),
  );
  const newest = snapshots.findLastIndex(
    (one) => isBelieved(one) && one.metadata.status === "complete",
  );
  const beforeShrunk = findBeforeShrunk(usable);
  const all = snapshots.map(({ name, metadata, doubt, latest }, at) => ({
    name,
    reasons: [
      ...(byRules.get(name) ?? []),
      ...(metadata === null ? (["unreadable"] as const) : []),
      ...(metadata !== null && doubt !== null ? (["not-proved"] as const) : []),
      ...(at === newest || (at > newest && metadata?.status === "failed")
        ? (["newest"] as const)
        : []),
      ...(latest ? (["latest"] as const) : []),
      ...(beforeShrunk.has(name) ? (["before-shrunk"] as const) : []),
      ...(pinned.has(name) ? (["restore"] as const) : []),
    ],
  }));
  return {
    user,
    kept: all.filter(({ reasons }) => reasons.length > 0),
    removed: all.filter(({ reasons }) => reasons.length === 0).map(({ name }) => ({ name })),
  };
}

/** The names of the snapshots after which lists became much shorter. */
function findBeforeShrunk(usable: readonly ListedSnapshot[]): ReadonlySet<string> {
  const shrank = usable.map(({ metadata }) => metadata !== null && isShrunk(metadata));
  return new Set(
    usable.filter((_, at) => !shrank[at] && shrank[at + 1] === true).map(({ name }) => name),
  );
}
