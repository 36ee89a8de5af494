import { z } from "zod";
import { error, snapshotName, text, time } from "./common.ts";
import { list, verify } from "./history.ts";
import { backup } from "./transfer.ts";

const loginKeys = {
  account: text.describe("the account, as snapshots name it"),
  scopes: z.array(text).nullable().describe("its permissions; `null`: the provider did not say"),
  authorizedAt: time.describe("when it was made"),
  expiresAt: time.describe("when the provider ends it"),
  daysLeft: z.int().describe("the days until then; negative: it is over"),
};

export const auth = z.strictObject({
  ...loginKeys,
  refreshToken: text.optional().describe("with `--print`: the login itself. Keep it secret"),
});

export const authStatus = z.strictObject({
  ...loginKeys,
  used: z.boolean().describe("whether commands use it; not while SPOTIFY_REFRESH_TOKEN is set"),
  profile: text.describe("its profile"),
  others: z
    .array(
      z.strictObject({
        profile: text.describe("the profile"),
        account: loginKeys.account.optional(),
        scopes: loginKeys.scopes.optional(),
        authorizedAt: loginKeys.authorizedAt.optional(),
        expiresAt: loginKeys.expiresAt.optional(),
        daysLeft: loginKeys.daysLeft.optional(),
      }),
    )
    .describe("the logins of other profiles; without an account: it cannot be read"),
});

export const authLogout = z.strictObject({
  removed: z.boolean().describe("whether a login was stored"),
});

export const setup = z.strictObject({
  repository: text.describe("the repository"),
  steps: z
    .array(
      z.strictObject({
        name: text.describe("the step"),
        outcome: z
          .enum(["kept", "done", "skipped", "failed", "planned"])
          .describe("what came of it; `kept`: it was done before"),
        isRequired: z.boolean().describe("whether a backup needs it"),
      }),
    )
    .describe("the steps in their order"),
  written: z.array(text).describe("the names of the settings that were written"),
  run: z
    .strictObject({
      url: text.describe("its page"),
      conclusion: text.nullable().describe("how it ended; `null`: it went on when setup ended"),
      snapshot: snapshotName.nullable().describe("the newest snapshot, if it can be seen"),
    })
    .nullable()
    .describe("the first backup; `null`: setup waited for none"),
  isComplete: z.boolean().describe("whether everything is there that a backup needs"),
});

export const doctor = z.strictObject({
  ok: z.boolean().describe("whether there is no problem"),
  checks: z
    .array(
      z.strictObject({
        name: text.describe("the [check](doctor.md)"),
        looksAt: text.describe("what it looks at"),
        state: z.enum(["ok", "warning", "problem", "unknown"]).describe("what it found"),
        message: text.describe("the same as a sentence"),
        code: error.shape.code.optional(),
        hint: error.shape.hint,
        retryAt: error.shape.retryAt,
        next: text.optional().describe("what to do about it: a command to run, or a page to visit"),
      }),
    )
    .describe("the checks that were made"),
});

export const keygen = z.strictObject({
  recipient: text.describe("the public key, to seal snapshots with"),
  identity: text.describe("the file of the key that opens them"),
  recovery: text.optional().describe("the file of its copy"),
  passphrase: text.optional().describe("what opens the copy. It is shown only now"),
});

export const completion = z.strictObject({
  shell: z.enum(["bash", "zsh", "fish"]).describe("the shell"),
  script: text.describe("the script"),
});

export const view = z.strictObject({
  location: text.describe("the directory or the repository that was shown"),
});

export const demo = z.strictObject({
  directory: text.describe("the directory of the snapshots"),
  backup: backup.meta({ id: "backup" }).describe("the backup"),
  snapshots: list.shape.snapshots.describe("the snapshots"),
  verify: verify.meta({ id: "verify" }).describe("the check of every byte"),
});

/** The answer of a command that failed. */
export const failure = z.strictObject({ error: error.describe("what happened, and what to do") });
