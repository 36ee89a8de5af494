import type { AppError } from "../src/errors.ts";
import { backupChecklist, loginChecklist, type ShownSetting } from "../src/report/checklist.ts";
import { EXIT } from "../src/report/exit.ts";
import type { ActionContext, ActionResult, RunRepositories, TargetRepository } from "./context.ts";
import { failed } from "./failed.ts";
import type { Inputs } from "./inputs.ts";
import { hasLogin, isGiven, type SettingInput, settingOf } from "./needs.ts";
import { setupPagesOf } from "./pages.ts";

/**
 * The result of a first backup that fails of a missing setting: a list of what to do. A copy of the
 * template that nobody has begun to set up must not fail day after day, so there it is no failure.
 */
export function unreadyBackup(
  context: ActionContext,
  { running }: RunRepositories,
  { isPublic }: TargetRepository,
  error: AppError,
): ActionResult {
  const { inputs } = context;
  const summary = backupChecklist(
    {
      ...appOf(inputs),
      login: settingIn(inputs, "spotify-refresh-token"),
      recipients: settingIn(inputs, "age-recipients"),
      publicPlace:
        isPublic && !inputs.allowPublic
          ? { isFork: running?.isFork ?? false, parentUrl: running?.parentUrl ?? null }
          : null,
    },
    setupPagesOf(context),
  );
  if (hasLogin(inputs)) return { ...failed(context, error), summary };
  const text = "Nothing is set up yet: the summary of this run lists what to do.";
  return { exit: EXIT.done, text, summary };
}

/** The result of a login that fails of a missing setting, likewise. */
export function unreadyLogin(context: ActionContext, error: AppError): ActionResult {
  const summary = loginChecklist(appOf(context.inputs), setupPagesOf(context));
  return { ...failed(context, error), summary };
}

function appOf(inputs: Inputs) {
  return {
    clientId: settingIn(inputs, "spotify-client-id"),
    clientSecret: settingIn(inputs, "spotify-client-secret"),
    secretsToken: settingIn(inputs, "secrets-token"),
  };
}

function settingIn(inputs: Inputs, input: SettingInput): ShownSetting {
  return { name: settingOf(input, inputs), isGiven: isGiven(input, inputs) };
}
