import { type AppError, AuthError, CancelledError, KeyError, toAppError } from "../src/errors.ts";
import { settingPages } from "../src/report/checklist.ts";
import { failureSummary } from "../src/report/error.ts";
import { exitOf } from "../src/report/exit.ts";
import { decideNotice, type Notice } from "../src/report/notice.ts";
import { type ActionContext, type ActionResult, repositoryUrlOf, runUrlOf } from "./context.ts";
import type { CommandName } from "./inputs.ts";
import { setupPagesOf } from "./pages.ts";

/** The commands that run by a schedule, so that somebody has to be told. */
const WATCHED: readonly CommandName[] = ["backup", "verify", "prune"];

/** The errors that a person corrects on the pages for settings. */
const OF_SETTINGS = ["config/missing", "config/invalid", "key/missing"];

/** The ending of a command that came to no result. Throws when somebody wanted it to end. */
export function failed(context: ActionContext, thrown: unknown): ActionResult {
  const { inputs, output } = context;
  const error = adviseOnLogin(adviseOnKey(toAppError(thrown)), inputs.command);
  if (error instanceof CancelledError) throw error;
  output.set("status", "failed");
  return {
    exit: exitOf(error),
    error,
    summary: [
      failureSummary(inputs.command, error),
      ...(OF_SETTINGS.includes(error.code) ? [settingPages(setupPagesOf(context))] : []),
    ].join("\n"),
    // Somebody started the other commands by hand, and sees the result.
    ...(WATCHED.includes(inputs.command) && { notice: noticeOf(context, error) }),
  };
}

/** In a workflow a key is a secret, and only there while it is needed. */
function adviseOnKey(error: AppError): AppError {
  const hint = KEY_HINTS[error.code];
  return hint === undefined
    ? error
    : new KeyError(error.code, error.message, { cause: error, hint });
}

const KEY_HINTS: Readonly<Record<string, string>> = {
  "key/missing":
    "Add the secret AGE_IDENTITY with all of the text of your key file (Settings > Secrets and variables > Actions), run the workflow again, and remove the secret afterwards: a backup never needs it.",
  "key/no-match":
    "The key in the secret AGE_IDENTITY is for other snapshots. Put in the key whose recipient was in AGE_RECIPIENTS when these snapshots were made (Settings > Secrets and variables > Actions), and run the workflow again.",
};

/** The login of the backups may only read. */
function adviseOnLogin(error: AppError, command: CommandName): AppError {
  return command === "restore" && error.code === "auth/scope"
    ? new AuthError(error.code, error.message, { cause: error, hint: LOGIN_TO_RESTORE_WITH })
    : error;
}

const LOGIN_TO_RESTORE_WITH =
  "The login of the backups may only read. Run the workflow Log in to Spotify with the account `restore` and with `same-app`, log in with the account to restore into, and run this workflow again with the same choices.";

function noticeOf(context: ActionContext, error: AppError): Notice | null {
  return decideNotice({
    now: context.world.clock.now(),
    status: context.inputs.command === "backup" ? "failed" : null,
    error,
    warnings: [],
    foreign: null,
    partialsInARow: 0,
    newestSnapshotAt: null,
    login: null,
    secretsTokenEndsAt: null,
    secretsTokenError: null,
    repositoryUrl: repositoryUrlOf(context),
    runUrl: runUrlOf(context),
  });
}
