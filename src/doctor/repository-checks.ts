import { ProviderError, StoreError, UsageError } from "../errors.ts";
import type { RepositoryWorkflow } from "../model/workflow-repository.ts";
import { readDay } from "../setup/check-answers.ts";
import { BACKUP_WORKFLOW } from "../setup/repository-step.ts";
import { NEEDED, SETTING } from "../setup/settings.ts";
import {
  type Check,
  canSeeRepository,
  day,
  days,
  type Finding,
  ok,
  problem,
  UNSEEN,
  unknown,
  warning,
} from "./check.ts";
import type { CheckSubject, OtherRepository, SubjectRepository } from "./check-subject.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const WARNED_DAYS = 30;

/** Of the repository with the workflow, or with the snapshots. */
export const REPOSITORY_CHECKS: readonly Check[] = [
  {
    name: "repository",
    looksAt: "whether the repository exists and is private",
    applies: ({ repository }) => repository !== null,
    examine: async ({ repository }) =>
      repository === null ? unknown(UNSEEN) : examineRepository(repository),
    remedy: ({ again }, { code }) =>
      code === "config/missing" ? `GITHUB_TOKEN=$(gh auth token) ${again}` : again,
  },
  repositoryCheck(
    "secrets",
    "whether the secrets and variables that the workflow needs are set",
    examineSecrets,
  ),
  repositoryCheck("workflow", "whether the workflow is switched on", examineWorkflow),
  repositoryCheck("run", "how the last run of the workflow ended", examineRun),
  repositoryCheck("token", "when the token in GITHUB_TOKEN expires", examineToken),
];

const NO_WORKFLOW = `Not checked: the repository has no workflow ${BACKUP_WORKFLOW}. If another repository makes the backups, name that one.`;

function repositoryCheck(
  name: string,
  looksAt: string,
  examine: (repository: SubjectRepository, subject: CheckSubject) => Promise<Finding>,
): Check {
  return {
    name,
    looksAt,
    applies: ({ repository }) => repository !== null,
    async examine(subject) {
      const { repository } = subject;
      if (repository === null || !(await canSeeRepository(subject))) return unknown(UNSEEN);
      return examine(repository, subject);
    },
    remedy: ({ again }) => again,
  };
}

async function examineRepository(repository: SubjectRepository): Promise<Finding> {
  const facts = await repository.facts();
  const other = await repository.other();
  const own = { ...facts, name: repository.name, url: repository.url() };
  const stores: OtherRepository = other ?? own;
  const settings = `${stores.url}/settings`;
  if (stores.isPublic) {
    return problem(
      new UsageError("config/public-repository", `Everybody can read ${stores.name}.`, {
        hint: "Make it private, at the end of its settings page. A fork cannot be made private: make a copy with “Use this template” instead.",
      }),
      settings,
    );
  }
  if (stores.isArchived) {
    return problem(
      new StoreError("store/permission", `${stores.name} is archived, so nobody can change it.`, {
        hint: "Unarchive it, at the end of its settings page.",
      }),
      settings,
    );
  }
  if (other === null) return ok("The repository exists and is private.");
  if (!own.isPublic) return ok(`The snapshots are stored in ${other.name}, which is private.`);
  return ok(
    `The snapshots are stored in ${other.name}, which is private. The workflow runs in a public repository: everybody can read its log, and GitHub switches it off after 60 days without activity.`,
  );
}

async function examineSecrets({
  name,
  other,
  workflow,
  settings,
}: SubjectRepository): Promise<Finding> {
  if ((await workflow()) === null) return unknown(NO_WORKFLOW);
  const set = await settings();
  const needed = (await other()) === null ? NEEDED : [...NEEDED, SETTING.repositoryToken];
  const missing = needed.filter((one) => !set.has(one));
  const [first] = missing;
  if (first !== undefined) {
    const what = missing.length === 1 ? `The secret ${first} is` : `Secrets are`;
    const which = missing.length === 1 ? "" : `: ${missing.join(", ")}`;
    return problem(
      new UsageError("config/missing", `${what} missing${which}.`, {
        hint: "A copy of a repository does not include its secrets. `tracksafe setup` asks for all that are missing.",
      }),
      `gh secret set ${first} --repo ${name}`,
    );
  }
  const day = set.value(SETTING.authorizedAt);
  if (day !== null && readDay(day) === null) {
    return problem(
      new UsageError(
        "config/invalid",
        `${SETTING.authorizedAt} is not a date, so every backup fails.`,
        { hint: "Give the day of the login, such as 2026-11-22." },
      ),
      `gh variable set ${SETTING.authorizedAt} --repo ${name}`,
    );
  }
  if (set.has(SETTING.authorizedAt))
    return ok("All secrets and variables that the workflow needs are set.");
  return warning(
    `${SETTING.authorizedAt}, the day of the login, is missing, so tracksafe cannot warn you before the login ends.`,
    `gh variable set ${SETTING.authorizedAt} --repo ${name}`,
  );
}

/** The reasons why a workflow does not run. GitHub: REST API > Workflows, `state`. */
const STOPPED: Readonly<Record<Exclude<RepositoryWorkflow["state"], "active">, string>> = {
  deleted: "Its file was deleted.",
  disabled_fork: "GitHub switches off the workflows of a fork until somebody switches them on.",
  disabled_inactivity: "GitHub switched it off because the repository had no activity for 60 days.",
  disabled_manually: "Somebody switched it off.",
};

async function examineWorkflow({ name, url, workflow }: SubjectRepository): Promise<Finding> {
  const found = await workflow();
  if (found === null) return unknown(NO_WORKFLOW);
  if (found.state === "active") return ok("The workflow is switched on.");
  return problem(
    new UsageError(
      "config/workflow-disabled",
      `The workflow does not run. ${STOPPED[found.state]}`,
      {
        hint: `Switch it on at ${url()}/actions/workflows/${BACKUP_WORKFLOW}, then run it once by hand.`,
      },
    ),
    `gh workflow enable ${BACKUP_WORKFLOW} --repo ${name}`,
  );
}

async function examineRun({ name, workflows, workflow }: SubjectRepository): Promise<Finding> {
  if ((await workflow()) === null) return unknown(NO_WORKFLOW);
  const run = await (await workflows()).lastRun(BACKUP_WORKFLOW);
  const start = `gh workflow run ${BACKUP_WORKFLOW} --repo ${name}`;
  if (run === null) return warning("The workflow has never run.", start);
  const when = `The last run, of ${day(run.startedAt)},`;
  switch (run.conclusion) {
    case "success":
      return ok(`${when} succeeded.`);
    case null:
      return ok(`${when} is still running.`);
    case "failure":
      return problem(
        new ProviderError("provider/run-failed", `${when} failed.`, {
          hint: `The page of the run and the issue in the repository say why: ${run.url}`,
        }),
        `gh run view ${run.id} --log-failed --repo ${name}`,
      );
    default:
      return warning(`${when} was stopped before it ended.`, start);
  }
}

async function examineToken(
  { tokenEndsAt }: SubjectRepository,
  { now }: CheckSubject,
): Promise<Finding> {
  const at = await tokenEndsAt();
  if (at === null) return ok("GitHub does not say when the token in GITHUB_TOKEN expires.");
  const left = Math.floor((at.getTime() - now.getTime()) / DAY_MS);
  const text = `The token in GITHUB_TOKEN expires on ${day(at)}, in ${days(left)}.`;
  if (left > WARNED_DAYS) return ok(text);
  return warning(
    `${text} If a secret of the workflow holds the same token, make a new one with the same permissions.`,
    "https://github.com/settings/personal-access-tokens",
  );
}
