import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Repository, SavingDeps } from "../src/app/repository.ts";
import type { DirectoryCache } from "../src/app/state.ts";
import type { SnapshotStore } from "../src/app/store.ts";
import type { World } from "../src/app/world.ts";
import type { AppError } from "../src/errors.ts";
import type { Notice } from "../src/report/notice.ts";
import { plainJson } from "../src/safe-text.ts";
import type { Inputs } from "./inputs.ts";
import type { NoticeBoard } from "./notify.ts";
import type { ActionOutput } from "./output.ts";
import type { Environment } from "./read-inputs.ts";

/** The things that every command of the action works with. */
export interface ActionContext {
  readonly env: Environment;
  readonly inputs: Inputs;
  readonly output: ActionOutput;
  readonly world: World;
}

/** The repository with the snapshots. */
export interface TargetRepository {
  readonly store: SnapshotStore;
  /** Whether everybody can read it. */
  readonly isPublic: boolean;
  /** Whether it is the one that runs the workflow. */
  readonly isOwn: boolean;
  /** The number of requests that were sent to it so far. */
  requests(): number;
  /** Saves directories of small files beside the snapshots. */
  savedDirectories(deps: Pick<SavingDeps, "onUnsaved">): Promise<DirectoryCache>;
}

/** The repositories of a run: the one that runs the workflow, and the target. */
export interface RunRepositories extends AsyncDisposable {
  /** The facts about the one that runs the workflow; `null`: they cannot be seen. */
  readonly running: Repository["facts"] | null;
  /** Whether everybody can read what a run leaves with its workflow, or may be able to. */
  readonly runsInPublic: boolean;
  /** The one with the snapshots. Throws `UsageError`, and what `openRepository` does. */
  target(): Promise<TargetRepository>;
  /**
   * The repository that runs the workflow, by the token that may write its secrets; `null`: there
   * is no such token. Throws what `openRepository` does.
   */
  settings(): Promise<Repository | null>;
  /** The boards that can show a notice, best first. */
  boards(mark: string): readonly (() => Promise<NoticeBoard>)[];
}

/** The result of a command of the action. */
export interface ActionResult {
  readonly exit: number;
  /** For the log. */
  readonly text?: string;
  /** Markdown, for the summary of the job. */
  readonly summary: string;
  /** One sentence: a warning if the run succeeded, else the reason why it failed. */
  readonly warning?: string;
  /** The error, if there is a result in spite of it; takes precedence over `warning`. */
  readonly error?: AppError | null;
  /**
   * The notice to show outside of the run; `null`: all is well, absent: an earlier notice stays.
   */
  readonly notice?: Notice | null;
}

/** A command of the action. If it throws, the run fails. */
export type ActionCommand = (
  context: ActionContext,
  repositories: RunRepositories,
) => Promise<ActionResult>;

/** The page of the repository that runs the workflow; `null` outside of a workflow. */
export function repositoryUrlOf({ env }: ActionContext): string | null {
  const [server, repository] = ["SERVER_URL", "REPOSITORY"].map((name) => env[`GITHUB_${name}`]);
  return server && repository ? `${server}/${repository}` : null;
}

/** The page of the run; `null` outside of a workflow. */
export function runUrlOf({ env }: ActionContext): string | null {
  const [server, repository, run] = ["SERVER_URL", "REPOSITORY", "RUN_ID"].map(
    (name) => env[`GITHUB_${name}`],
  );
  if (!server || !repository || !run) return null;
  return `${server}/${repository}/actions/runs/${run}`;
}

/** The runner's directory for files that nobody needs once the job is over. */
export function temporaryOf({ env }: ActionContext): string {
  return env["RUNNER_TEMP"] || tmpdir();
}

/** Leaves `json` as a file for later steps of the job, and its path as the output `report`. */
export async function writeReport(context: ActionContext, json: unknown): Promise<void> {
  const { output } = context;
  const report = join(temporaryOf(context), "tracksafe-report.json");
  await writeFile(report, output.clean(plainJson(json)));
  output.set("report", report);
}
