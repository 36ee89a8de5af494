import { AppError, StoreError } from "../errors.ts";
import { askUntil } from "./asker.ts";
import { readToken } from "./check-answers.ts";
import { type GuideContext, LONGEST_TOKEN_DAYS } from "./repository-step.ts";
import { readSettings, SETTING, writeSettings } from "./settings.ts";
import type { SetupStep } from "./setup.ts";

/** The step that lets the workflow keep its login itself, if the person wants that. */
export function createTokenStep(context: GuideContext): SetupStep {
  const { asker, repository, tokenPage } = context;
  return {
    name: "secrets-token",
    title: "A token to renew the login with (optional)",
    isRequired: false,
    question: "Add it now?",
    writes: [`set the secret ${SETTING.secretsToken}`],
    without: "You can renew the login on this machine: tracksafe setup --again login",
    async look() {
      if ((await readSettings(repository.workflows)).has(SETTING.secretsToken)) {
        return { isDone: true, sentence: `${SETTING.secretsToken} is set.` };
      }
      const sentence = [
        "Spotify ends every login after six months. With a token that may write the secrets and variables of this one repository,",
        "you can renew it in any browser, also on a phone, and the workflow stores logins that Spotify replaces.",
        "The token could overwrite every secret of the repository, but read none. Backups also work without it.",
      ].join("\n");
      return { isDone: false, sentence };
    },
    async carryOut() {
      const page = tokenPage({
        name: "tracksafe-secrets",
        owner: repository.name.split("/")[0] ?? null,
        lifetime: LONGEST_TOKEN_DAYS,
        rights: { secrets: "write", actions_variables: "write" },
      });
      asker.say(
        `Make a fine-grained token here, for ${repository.name} only, with "Secrets" and "Variables: Read and write":\n${page}`,
      );
      const isStored = await askUntil(
        asker,
        "Token (not shown; Enter for none): ",
        (answer) => answer !== "" && storeItself(context, answer),
        { hidden: true },
      );
      return isStored ? "done" : "skipped";
    },
  };
}

/**
 * Has the token in `answer` store itself: that it may read them says nothing of writing secrets.
 */
async function storeItself(
  { repository, open, onWritten }: GuideContext,
  answer: string,
): Promise<true> {
  const value = readToken(answer);
  try {
    const { workflows } = await open(repository.name, value);
    await writeSettings(workflows, [{ name: SETTING.secretsToken, value }], onWritten);
    return true;
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    if (cause.code !== "store/permission" && cause.code !== "store/not-found") throw cause;
    throw new StoreError(
      "store/permission",
      `The token may not write the secrets of ${repository.name}.`,
      {
        cause,
        hint: 'Edit the token on GitHub: only this repository, "Secrets" and "Variables: Read and write". An organisation may forbid such tokens, or may have to approve this one first (its Settings > Personal access tokens). In that case press Enter to go on without a token.',
      },
    );
  }
}
