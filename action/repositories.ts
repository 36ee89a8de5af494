import { requireWellFormed } from "../src/app/credentials.ts";
import { isPublic, openRepository, type Repository } from "../src/app/repository.ts";
import { AppError, CancelledError, NotFoundError, StoreError, UsageError } from "../src/errors.ts";
import type { Secret } from "../src/secret.ts";
import type { ActionContext, RunRepositories } from "./context.ts";
import { requireToken } from "./needs.ts";

/** The inputs with tokens of the person's own, and the secrets that they are filled from. */
const VAULT_TOKEN = "token (secret BACKUP_TOKEN)";
const SECRETS_TOKEN = "secrets-token (secret SECRETS_TOKEN)";

/** Looks at the repository that runs the workflow. Without it a run goes on, and shows no names. */
export async function openRepositories(context: ActionContext): Promise<RunRepositories> {
  const { inputs } = context;
  const name = runningName(context);
  const running = await openRunning(context, name);
  let target: Repository | null = null;
  let settings: Repository | null = null;
  const all = () => [...new Set([running, target])].filter((one) => one !== null);
  return {
    running: running?.facts ?? null,
    runsInPublic: running === null || isPublic(running.facts),
    async target() {
      const wanted = inputs.repository ?? name;
      const token = requireToken(inputs, "token");
      const ownRepository = wanted.toLowerCase() === name.toLowerCase();
      const isSame = ownRepository && inputs.runToken?.reveal() === token.reveal();
      const repository =
        isSame && running !== null
          ? running
          : await open(context, wanted, token, ownRepository ? "token" : VAULT_TOKEN).catch(
              (error: unknown) => {
                const isWorkflows = inputs.runToken?.reveal() === token.reveal();
                throw !ownRepository && isWorkflows ? needsToken(error) : error;
              },
            );
      target = repository;
      const { branch, path } = inputs;
      const location = {
        ownRepository,
        ...(branch === null ? {} : { branch }),
        ...(path === null ? {} : { path }),
      };
      return {
        store: await repository.store(location),
        isPublic: isPublic(repository.facts),
        isOwn: ownRepository,
        requests: repository.requests,
        savedDirectories: (deps) => repository.savedDirectories(location, deps),
      };
    },
    async settings() {
      const token = inputs.secretsToken;
      if (token !== null) settings ??= await open(context, name, token, SECRETS_TOKEN);
      return settings;
    },
    boards: (mark) =>
      all()
        .filter(({ facts }) => facts.hasIssues)
        .map((one) => () => one.issue(mark)),
    async [Symbol.asyncDispose]() {
      await Promise.all([...all(), settings].map((one) => one?.[Symbol.asyncDispose]()));
    },
  };
}

/**
 * The repository that runs the workflow, by the token that may write its secrets. Throws
 * `UsageError` `config/missing` when there is no such token, and what `openRepository` does.
 */
export async function requireSettings(repositories: RunRepositories): Promise<Repository> {
  const repository = await repositories.settings();
  if (repository !== null) return repository;
  throw new UsageError("config/missing", `The input ${SECRETS_TOKEN} is empty.`, {
    hint: "Set it to a fine-grained token that may write this repository's secrets.",
  });
}

function runningName({ env }: ActionContext): string {
  const name = env["GITHUB_REPOSITORY"];
  if (name) return name;
  throw new UsageError("config/no-runner", "GITHUB_REPOSITORY is not set.", {
    hint: "The action runs only in a workflow of GitHub Actions. Elsewhere use the command line.",
  });
}

async function openRunning(context: ActionContext, name: string): Promise<Repository | null> {
  const { inputs, output } = context;
  try {
    const token = requireToken(inputs, "run-token");
    const repository = await open(context, name, token, "run-token");
    const isSeen = isPublic(repository.facts);
    if (inputs.names === "show" || (inputs.names === "auto" && !isSeen)) output.showNames();
    return repository;
  } catch (error) {
    if (error instanceof CancelledError || !(error instanceof AppError)) throw error;
    output.log.warn("action.running-repository", { code: error.code });
    if (inputs.names === "show") output.showNames();
    return null;
  }
}

/** A workflow's own token reaches no other repository, unless that is public. */
function needsToken(cause: unknown): unknown {
  if (!(cause instanceof NotFoundError || cause instanceof StoreError)) return cause;
  return new UsageError(
    "config/missing",
    "The snapshots are in another repository, and the secret BACKUP_TOKEN with a token for it is empty.",
    {
      cause,
      hint: "Make a fine-grained token for the repository in BACKUP_REPOSITORY only, with Contents and Issues: Read and write, and put it into the secret BACKUP_TOKEN here (Settings > Secrets and variables > Actions).",
    },
  );
}

async function open(
  { env, world }: ActionContext,
  name: string,
  token: Secret,
  input: string,
): Promise<Repository> {
  requireWellFormed(`The input ${input}`, token.reveal());
  const apiUrl = env["GITHUB_API_URL"];
  const access = { token, tokenName: `the input ${input}`, ...(apiUrl ? { apiUrl } : {}) };
  return openRepository(name, access, world);
}
