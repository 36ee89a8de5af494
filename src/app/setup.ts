import { redirectUri } from "../auth/callback-listener.ts";
import type { LoginPrompt } from "../auth/login.ts";
import { AuthError } from "../errors.ts";
import { templatePage, tokenPage, webUrl } from "../github/web-pages.ts";
import { Secret } from "../secret.ts";
import { type Asker, askUntil } from "../setup/asker.ts";
import { readToken } from "../setup/check-answers.ts";
import type { KeyLocation } from "../setup/key-step.ts";
import type { GuidedLogin } from "../setup/login-step.ts";
import { chooseRepository, type GuideContext } from "../setup/repository-step.ts";
import type { WatchedRun } from "../setup/run-step.ts";
import { isComplete, runSetupSteps, type StepName, type StepReport } from "../setup/setup.ts";
import { createSteps } from "../setup/steps.ts";
import { createKeyTools } from "./key-tools.ts";
import { logInToSpotify, type SpotifyAppSettings } from "./login.ts";
import { deriveKeyId } from "./owner-keys.ts";
import type { GitHubAccess } from "./repository.ts";
import { connectSpotify } from "./session.ts";
import { createGuideRepositoryOpener } from "./setup-repository.ts";
import type { World } from "./world.ts";

export type { Asker } from "../setup/asker.ts";
export { STEPS, type StepName } from "../setup/setup.ts";

/** The request for a setup. */
export interface SetupRequest {
  /** The repository that runs the workflow; `null`: it is asked for. */
  readonly repository: string | null;
  /** Offered when it is asked for. */
  readonly ownRepository: string | null;
  /** `null`: the token is asked for. */
  readonly token: { readonly value: GitHubAccess["token"]; readonly name: string } | null;
  readonly apiUrl?: string | undefined;
  /** The app that is known on this machine. */
  readonly knownApp: GuidedLogin["knownApp"];
  readonly spotify: Pick<SpotifyAppSettings, "apiUrl" | "accountsUrl">;
  /** Of this machine, for the browser to come back to. */
  readonly port: number;
  readonly keys: KeyLocation;
  readonly expiry: GuidedLogin["expiry"];
  readonly again: ReadonlySet<StepName>;
  readonly skip: ReadonlySet<StepName>;
  readonly dryRun: boolean;
}

/** The result of a setup. */
export interface SetupResult {
  readonly repository: string;
  readonly steps: readonly StepReport[];
  /** The names of the settings that were written, in order. No values. */
  readonly written: readonly string[];
  /** `null`: none was waited for. */
  readonly run: WatchedRun | null;
  /** Whether everything is there that a backup needs. */
  readonly isComplete: boolean;
}

/**
 * Leads a person from a copy of the template to its first snapshot; see `runSetupSteps` of
 * `setup/guide.ts`. Finished steps stay as they are.
 *
 * Throws `UsageError` `usage/terminal` at the first question where nobody is there to answer,
 * `config/no-workflow`, and what talking to GitHub and to Spotify throws.
 */
export async function setUp(
  request: SetupRequest,
  { asker, person }: { readonly asker: Asker; readonly person: LoginPrompt },
  world: World,
): Promise<SetupResult> {
  const written: string[] = [];
  let run: WatchedRun | null = null;
  const access = await readAccess(request, asker);
  await using repositories = createGuideRepositoryOpener(access, world);
  const repository = await chooseRepository(
    asker,
    {
      given: request.repository,
      preset: request.ownRepository,
      template: templatePage(request.apiUrl),
    },
    (name) => repositories.open(name, null),
  );
  const context: GuideContext = {
    asker,
    repository,
    clock: world.clock,
    signal: world.signal,
    open: repositories.open,
    tokenPage: (wanted) => tokenPage(webUrl(request.apiUrl), wanted),
    onWritten: (what) => void written.push(what),
    hasWritten: () => written.length > 0,
  };
  const steps = createSteps(context, {
    login: createGuidedLogin(request, person, world),
    keyring: createKeyTools(world),
    keyLocation: request.keys,
    onRun: (watched) => {
      run = watched;
    },
  });
  const reports = await runSetupSteps(steps, asker, request);
  return {
    repository: repository.name,
    steps: reports,
    written,
    run,
    isComplete: isComplete(reports),
  };
}

/** The token that everything is done with. */
async function readAccess({ token, apiUrl }: SetupRequest, asker: Asker): Promise<GitHubAccess> {
  const at = apiUrl === undefined ? {} : { apiUrl };
  if (token !== null) return { token: token.value, tokenName: token.name, ...at };
  const page = tokenPage(webUrl(apiUrl), {
    name: "tracksafe-setup",
    owner: null,
    lifetime: 7,
    rights: { contents: "read", actions: "write", secrets: "write", actions_variables: "write" },
  });
  asker.say(
    [
      "setup needs a token for GitHub. Log in with the GitHub CLI (gh auth login), set GITHUB_TOKEN, or make a token here for",
      'your copy of the template only, with "Actions", "Secrets" and "Variables: Read and write" and "Contents: Read-only":',
      page,
    ].join("\n"),
  );
  const value = await askUntil(asker, "Token (not shown): ", readToken, { hidden: true });
  return { token: value, tokenName: "your answer", ...at };
}

function createGuidedLogin(
  { knownApp, spotify, port, expiry }: SetupRequest,
  person: LoginPrompt,
  world: World,
): GuidedLogin {
  return {
    knownApp,
    redirectUri: redirectUri(port),
    expiry,
    checkApp: (app) => checkApp({ ...app, ...spotify }, world),
    keyIdOf: ({ clientSecret }, user) => deriveKeyId(clientSecret, user, world),
    logIn: (app, known) =>
      logInToSpotify(
        { app: { ...app, ...spotify }, purpose: "backup", port, known },
        person,
        world,
      ),
  };
}

/**
 * Asks Spotify to renew a login that cannot exist: it looks at the app's credentials first (RFC
 * 6749, 5.2), so that what it then refuses tells whether those were right.
 */
async function checkApp(app: SpotifyAppSettings, world: World): Promise<void> {
  await using session = connectSpotify({ ...app, refreshToken: new Secret("none") }, world);
  try {
    await session.provider.account();
  } catch (error) {
    if (!(error instanceof AuthError) || error.code === "auth/client") throw error;
  }
}
