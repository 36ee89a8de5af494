import type { Command } from "commander";
import type { SnapshotSelection } from "../app/history.ts";
import { BRANCH } from "./github.ts";
import { type KeyIdFlags, withKeyId } from "./owner-keys.ts";
import type { Source, SourceFlags } from "./snapshot-source.ts";

/** The flags of a command that reads the history of one account. */
export interface AccountFlags extends SourceFlags, KeyIdFlags {
  readonly user?: string;
}

/** Adds the flags to a command. */
export function withAccountFlags(command: Command): Command {
  return withKeyId(command)
    .option("--user <name>", "account whose snapshots to use, if there are several accounts")
    .option(...BRANCH);
}

/** The account and the snapshot that are meant. The source counts more than the flag. */
export function selectionOf({ selection }: Source, { user }: AccountFlags): SnapshotSelection {
  return { ...(user === undefined ? {} : { user }), ...selection };
}
