import { join } from "node:path";
import { type BackupResult, backup, checkRepositoryPrivacy } from "../src/app/backup.ts";
import { loginExpiry } from "../src/app/credentials.ts";
import type { OwnHistory } from "../src/app/history.ts";
import { readRecipients } from "../src/app/keys.ts";
import { openStore, type SnapshotStore, withFallback } from "../src/app/store.ts";
import { backupJson, backupText } from "../src/report/backup.ts";
import { changesOf } from "../src/report/changes.ts";
import { errorText } from "../src/report/error.ts";
import { EXIT, exitOfUnattended } from "../src/report/exit.ts";
import { decideNotice } from "../src/report/notice.ts";
import { backupSummary } from "../src/report/summary.ts";
import {
  type ActionCommand,
  type ActionContext,
  type ActionResult,
  type RunRepositories,
  repositoryUrlOf,
  runUrlOf,
  type TargetRepository,
  temporaryOf,
  writeReport,
} from "./context.ts";
import { recordSnapshotKeyId } from "./key-record.ts";
import { BACKUP_NEEDS, type BackupInputs, missingInputs, requireBackupInputs } from "./needs.ts";
import { newestOf, partialsOf, recentLikesOf } from "./newest-runs.ts";
import { checkSecretsToken, connect, type SecretsToken } from "./spotify.ts";
import { statesOfBackups } from "./state.ts";
import { unreadyBackup } from "./unready.ts";

/** `command: backup`: one new snapshot of the account, committed to the target repository. */
export const backupAction: ActionCommand = async (context, repositories) => {
  const { inputs } = context;
  const target = await repositories.target();
  const { store } = target;
  const missing = missingInputs(BACKUP_NEEDS, inputs);
  if (missing !== null && (await store.users()).length === 0) {
    return unreadyBackup(context, repositories, target, missing);
  }
  checkRepositoryPrivacy({
    isPublic: target.isPublic,
    sealed: inputs.sealed,
    allowPublic: inputs.allowPublic,
    allowPlain: !inputs.sealed,
  });
  const login = await requireBackupInputs(inputs, readRecipients);
  // Only what is sealed may be left for others to pick up, and not for everybody unless asked for.
  const keeps = inputs.sealed && (!repositories.runsInPublic || inputs.allowPublic);
  const destination = keeps ? withArtifact(context, store) : store;
  const result = await takeSnapshot(
    context,
    repositories,
    { ...target, store: destination },
    login,
  );
  const secretsToken = await checkSecretsToken(context, repositories);
  const unrecordedKeyId = await recordSnapshotKeyId(context, repositories, result);
  const keySource = inputs.sealed ? login.clientSecret : null;
  const { authorizedAt } = login;
  const known = { authorizedAt, secretsToken, unrecordedKeyId };
  return conclude(context, { store, keySource }, known, result);
};

/** After this a run keeps what it has, and the next one goes on. The job may take an hour. */
const LONGEST_MS = 50 * 60 * 1000;

async function takeSnapshot(
  context: ActionContext,
  repositories: RunRepositories,
  target: TargetRepository,
  login: BackupInputs,
): Promise<BackupResult> {
  const { inputs, world } = context;
  const endAt = new Date(world.clock.now().getTime() + LONGEST_MS);
  const states = await statesOfBackups(context, target);
  await using session = connect(context, repositories, login, {
    endAt,
    states,
    maxRequests: inputs.maxRequests,
  });
  const { include, covers, newUser, full } = inputs;
  return await backup(session, target.store, world, {
    include,
    covers,
    newUser,
    full,
    comparesEntries: true,
    // Only `encryption: none` makes a run that does not seal.
    plain: !inputs.sealed,
    recordedKeyIds: () => inputs.keyIds,
    recipients: login.recipients,
  });
}

/** `store`, with a snapshot that cannot be committed there left for the artifact of the run. */
function withArtifact(context: ActionContext, store: SnapshotStore): SnapshotStore {
  const { output, world } = context;
  const leftover = join(temporaryOf(context), "tracksafe-snapshot");
  return withFallback(store, openStore(leftover, world), {
    log: output.log,
    onKept({ code }) {
      output.set("unsaved", leftover);
      const what =
        code === "store/unknown"
          ? "It is not known whether the snapshot was committed"
          : "The snapshot could not be committed";
      output.warning(`${what}. The run keeps it as a sealed artifact.`);
    },
  });
}

/** The facts that the report needs besides the result of the backup. */
interface Known extends Pick<BackupInputs, "authorizedAt"> {
  readonly secretsToken: SecretsToken | null;
  /** A key id that a person has to put on record; `null`: none. */
  readonly unrecordedKeyId: string | null;
}

async function conclude(
  context: ActionContext,
  history: OwnHistory,
  { authorizedAt, secretsToken, unrecordedKeyId }: Known,
  result: BackupResult,
): Promise<ActionResult> {
  const { inputs, output, world } = context;
  const now = world.clock.now();
  await setOutputs(context, result);
  const loginSince = authorizedAt ?? result.loginSeenAt;
  const login = loginSince && loginExpiry(loginSince, now);
  const { status, snapshot, error, warnings } = result;
  const isPartial = status === "partial";
  const newestSnapshotAt = snapshot === null ? await newestOf(context, history) : now;
  const { failOn } = inputs;
  const exit = exitOfUnattended(result, { failOn, newestSnapshotAt, now });
  const isAlarm = exit !== EXIT.done && failOn === "failed";
  const notice = decideNotice({
    now,
    status: isAlarm ? "failed" : status,
    error,
    warnings,
    foreign: null,
    partialsInARow: isPartial && snapshot ? await partialsOf(context, history, snapshot.user) : 0,
    newestSnapshotAt,
    login,
    secretsTokenEndsAt: secretsToken?.endsAt ?? null,
    secretsTokenError: secretsToken?.error ?? null,
    repositoryUrl: repositoryUrlOf(context),
    runUrl: runUrlOf(context),
  });
  return {
    exit,
    error,
    ...(isPartial ? { warning: partialText(result) } : {}),
    text: backupText(output.showsNames ? result : withoutUserDirectory(result)),
    summary: backupSummary(result, {
      isPublic: !output.showsNames,
      names: output.showsNames,
      login,
      unrecordedKeyId,
      likes: snapshot === null ? [] : await recentLikesOf(context, history, snapshot.user),
      repositoryUrl: repositoryUrlOf(context),
    }),
    // Only a complete backup closes an earlier notice. A partial one may not have come far enough.
    ...(notice !== null || status === "complete" ? { notice } : {}),
  };
}

async function setOutputs(context: ActionContext, result: BackupResult): Promise<void> {
  const { output } = context;
  const { status, snapshot, commit, files, previous, requests } = result;
  const report = backupJson(result);
  const kind = (name: string) => report.kinds.find((one) => one.kind === name);
  await writeReport(context, report);
  output.set("status", status);
  output.set("snapshot", snapshot?.location ?? "");
  output.set("commit", commit ?? "");
  output.set("changed", changesOf(files, previous?.metadata.files ?? null).changed);
  output.set("likes", kind("likes")?.entries ?? 0);
  output.set("playlists", kind("playlists")?.files ?? 0);
  output.set("requests", requests);
}

function partialText({ snapshot, error }: BackupResult): string {
  const what = snapshot === null ? "There is no new snapshot." : "The backup is partial.";
  const why = error === null ? "The summary says what could not be read." : errorText(error);
  return `${what} ${why}`;
}

/** The same, without the user's directory and the repository that it is in. */
function withoutUserDirectory(result: BackupResult): BackupResult {
  const { snapshot } = result;
  return { ...result, snapshot: snapshot && { ...snapshot, location: snapshot.name } };
}
