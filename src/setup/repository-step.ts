import type { Clock } from "../clock.ts";
import { AppError, UsageError } from "../errors.ts";
import type { TokenPageRequest, WorkflowRepository } from "../model/workflow-repository.ts";
import type { Secret } from "../secret.ts";
import { type Asker, askUntil } from "./asker.ts";
import { readToken } from "./check-answers.ts";
import { readSettings, SETTING, type Settings, writeSettings } from "./settings.ts";
import type { SetupStep, StepState } from "./setup.ts";

/** A repository, as the guide knows it. */
export interface SetupRepository {
  /** `owner/name`. */
  readonly name: string;
  /** Its page. */
  readonly url: string;
  /** Whether everybody can read it, or may be able to. */
  readonly isPublic: boolean;
  readonly isArchived: boolean;
  readonly workflows: WorkflowRepository;
  /** The snapshots in it; `own`: those of the workflow that runs there. */
  snapshots(whose: "own" | "another's"): Promise<FoundSnapshots>;
  /** Throws what writing snapshots to it as another repository's would throw. */
  checkWritable(): Promise<void>;
}

/** The snapshots that were found. */
export interface FoundSnapshots {
  /** The names of the accounts' directories. */
  readonly users: readonly string[];
  /** The newest one, failed ones aside. */
  readonly newest: { readonly name: string; readonly isComplete: boolean } | null;
}

/** The things that all steps work with. */
export interface GuideContext {
  readonly asker: Asker;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** The repository that runs the workflow. */
  readonly repository: SetupRepository;
  /** Another repository, with `token`, or else with the token that `repository` was opened with. */
  open(name: string, token: Secret | null): Promise<SetupRepository>;
  /** A page that makes a token with these rights in the repositories of `owner`. */
  tokenPage(request: TokenPageRequest): string;
  /** Told what was written where. */
  readonly onWritten: (what: string) => void;
  /** Whether anything was. */
  hasWritten(): boolean;
}

/**
 * The lifetime of a token that a workflow needs, in days: the longest that GitHub's page offers.
 */
export const LONGEST_TOKEN_DAYS = 365;

/** The workflow that makes the snapshots. */
export const BACKUP_WORKFLOW = "backup.yml";

/** The workflow that verifies all snapshots every week. */
export const VERIFY_WORKFLOW = "verify.yml";

/** The snapshots, wherever they are; `null`: they are where the person's token may not look. */
export async function findSnapshots(
  context: GuideContext,
  settings: Settings,
): Promise<FoundSnapshots | null> {
  const { repository, open } = context;
  const other = otherRepository(settings.value(SETTING.repository), repository.name);
  if (other === null) return repository.snapshots("own");
  try {
    return await (await open(other, null)).snapshots("another's");
  } catch (error) {
    // The token for it is a secret now. Only the first run can show whether it works.
    const isHidden =
      error instanceof AppError && ["store/not-found", "store/permission"].includes(error.code);
    if (isHidden) return null;
    throw error;
  }
}

/**
 * The repository for the snapshots, when the one `stated` is not `own`; `null`: they stay there.
 */
export function otherRepository(stated: string | null, own: string): string | null {
  return stated?.toLowerCase() === own.toLowerCase() ? null : stated;
}

/**
 * The repository that runs the workflow: the one that was `given`, or one that is asked for, with
 * `preset` for an empty answer.
 */
export async function chooseRepository(
  asker: Asker,
  { given, preset, template }: RepositoryChoice,
  open: (name: string) => Promise<SetupRepository>,
): Promise<SetupRepository> {
  if (given !== null) return open(given);
  asker.say(
    [
      "Your backups run in a private repository of your own, a copy of the template:",
      `open ${template}, name it, choose Private, and create it. (A fork would be public.)`,
    ].join("\n"),
  );
  const question = preset === null ? "" : `, Enter for ${preset}`;
  return askUntil(
    asker,
    `Your repository (owner/name${question}): `,
    (answer) => open(answer || preset || ""),
    // The token is at fault, whichever repository is named.
    { isFinal: ({ code }) => code === "auth/github-token" },
  );
}

/** The known names for the repository to choose. */
export interface RepositoryChoice {
  readonly given: string | null;
  readonly preset: string | null;
  /** The page that makes a copy of the template. */
  readonly template: string;
}

/**
 * The step that finds the place for the snapshots: this repository, or with a public one another.
 */
export function createRepositoryStep(context: GuideContext): SetupStep {
  const { asker, repository, open, onWritten } = context;
  return {
    name: "place",
    title: "The repository",
    isRequired: true,
    question: "Name a private repository for the snapshots now?",
    writes: [`set the variable ${SETTING.repository}`, `the secret ${SETTING.repositoryToken}`],
    without: "tracksafe makes no backups into a public repository.",
    look: () => lookAtRepository(context),
    async carryOut() {
      const name = await askUntil(
        asker,
        "Private repository for the snapshots (owner/name): ",
        (answer) => readName(answer, repository),
      );
      const page = context.tokenPage({
        name: "tracksafe-backup",
        owner: name.split("/")[0] ?? null,
        lifetime: LONGEST_TOKEN_DAYS,
        // A fork has no issues, so the one issue is then kept in this repository.
        rights: { contents: "write", issues: "write" },
      });
      asker.say(
        `The workflow needs a fine-grained token to write to that repository. Make one here, for ${name} only, with "Contents" and "Issues: Read and write":\n${page}`,
      );
      const token = await askUntil(
        asker,
        "Token (not shown): ",
        async (answer) => {
          const found = readToken(answer);
          const target = await open(name, found);
          if (target.isPublic) throw publicTarget();
          await target.checkWritable();
          return found;
        },
        { hidden: true },
      );
      const changes = [
        { name: SETTING.repositoryToken, value: token },
        { name: SETTING.repository, value: name },
      ];
      await writeSettings(repository.workflows, changes, onWritten);
      return "done";
    },
  };
}

async function lookAtRepository(context: GuideContext): Promise<StepState> {
  const { name, url, isPublic, isArchived, workflows } = context.repository;
  if (isArchived) {
    throw new UsageError("config/repository", `${name} is archived, so no workflow runs in it.`, {
      hint: `Unarchive it in its settings, or name another one: ${url}/settings`,
    });
  }
  if ((await workflows.workflow(BACKUP_WORKFLOW)) === null) {
    throw new UsageError(
      "config/no-workflow",
      `${name} has no workflow ${BACKUP_WORKFLOW} that can run.`,
      {
        hint: `Name your copy of the template. If this is your copy, allow workflows at ${url}/settings/actions, and in a fork also at ${url}/actions.`,
      },
    );
  }
  const settings = await readSettings(workflows);
  const other = otherRepository(settings.value(SETTING.repository), name);
  if (other !== null && !NAME.test(other)) {
    const sentence = `${SETTING.repository} does not name a repository. Set it to owner/name, as in the address of the repository.`;
    return { isDone: false, sentence };
  }
  // If the token may not read the snapshots, the person learns it now and not after the login.
  await findSnapshots(context, settings);
  if (other !== null) {
    const isDone = settings.has(SETTING.repositoryToken);
    const token = isDone ? "" : ` The token for it is missing: ${SETTING.repositoryToken}.`;
    return { isDone, sentence: `The workflow runs in ${name}. Snapshots go to ${other}.${token}` };
  }
  if (!isPublic) {
    return { isDone: true, sentence: `${name} is private. Snapshots go to its branch "backups".` };
  }
  return { isDone: false, sentence: publicText(name) };
}

function publicText(name: string): string {
  return [
    `${name} is public. It is simpler to start from a private copy ("Use this template", then Private). With a public repository:`,
    "- Snapshots go to a second, private repository, and the workflow needs a token of yours to write there.",
    "- Everybody can read the log of the workflow, its issue, and its variables: the app's client ID, the recipients, the day of the login, the id of your key, and the name of that repository. They show only numbers about the library.",
    "- GitHub switches the schedule off after 60 days without activity in a public repository. In a fork it is switched off from the start.",
  ].join("\n");
}

const NAME = /^[\w.-]+\/[\w.-]+$/;

function readName(answer: string, repository: SetupRepository): string {
  if (!NAME.test(answer)) {
    throw new UsageError("config/repository", "The answer is not the name of a repository.", {
      hint: "Give the repository as owner/name, as in its address.",
    });
  }
  if (otherRepository(answer, repository.name) !== null) return answer;
  if (repository.isPublic) throw publicTarget();
  throw new UsageError(
    "config/repository",
    "The answer is the repository that runs the workflow.",
    {
      hint: `Name another one. To store the snapshots in this one, remove the variable ${SETTING.repository} from its settings.`,
    },
  );
}

function publicTarget(): UsageError {
  return new UsageError("config/public-repository", "The repository is public, or may be.", {
    hint: "Name a private repository. You can make an empty one at https://github.com/new",
  });
}
