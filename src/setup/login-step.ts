import type { Login } from "../auth/login.ts";
import { UsageError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { askUntil, confirm } from "./asker.ts";
import { readDay, requireNoClientId, requireWellFormed } from "./check-answers.ts";
import { findSnapshots, type GuideContext } from "./repository-step.ts";
import { keyIdChanges, readSettings, SETTING, type Settings, writeSettings } from "./settings.ts";
import type { SetupStep, StepState } from "./setup.ts";

/** An app of the provider's. */
export interface App {
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** The parts that the login step needs besides the context. */
export interface GuidedLogin {
  /** The app that is known on this machine. */
  readonly knownApp: App | null;
  readonly redirectUri: string;
  /** Throws `AuthError` `auth/client` when the provider does not know the app by this secret. */
  checkApp(app: App): Promise<void>;
  /** Logs in; see `logIn` of `setup/login.ts`. */
  logIn(app: App, known: string | null): Promise<Login>;
  /** The id of the content key of snapshots in the directory `user` that `app` makes. */
  keyIdOf(app: App, user: string): Promise<string>;
  /** When a login made at `since` ends. */
  expiry(since: Date): { readonly at: Date; readonly daysLeft: number };
}

/** A login that ends within this number of days is renewed. */
const DAYS_AHEAD = 30;

const NAMES = [SETTING.clientSecret, SETTING.refreshToken, SETTING.clientId, SETTING.authorizedAt];

/** The step that makes a login for the workflow. It is written as a whole, once it is there. */
export function createLoginStep(context: GuideContext, login: GuidedLogin): SetupStep {
  const { asker, repository, onWritten } = context;
  let made: MadeLogin | null = null;
  return {
    name: "login",
    title: "The Spotify app and the login",
    isRequired: true,
    question: "Log in now?",
    writes: [
      `set the secrets ${SETTING.clientSecret} and ${SETTING.refreshToken}`,
      `the variables ${SETTING.clientId}, ${SETTING.authorizedAt} and ${SETTING.keyId}`,
    ],
    without: "Without a login no backup can be made.",
    look: async () => describeLogin(await readSettings(repository.workflows), login),
    async carryOut() {
      const settings = await readSettings(repository.workflows);
      // It stays for another try: when GitHub refuses it, nobody has to log in again.
      made ??= await makeLogin(context, settings, login);
      const { clientId, clientSecret, refreshToken, authorizedAt, keyId } = made;
      const date = authorizedAt.toISOString().slice(0, 10);
      const changes = [
        { name: SETTING.clientSecret, value: clientSecret },
        { name: SETTING.refreshToken, value: refreshToken },
        { name: SETTING.clientId, value: clientId },
        ...(keyId === null ? [] : keyIdChanges(settings.value(SETTING.keyId), keyId)),
        // Last: where it stands, the rest does too.
        { name: SETTING.authorizedAt, value: date },
      ];
      asker.say("Storing the login in the repository's settings …");
      await writeSettings(repository.workflows, changes, onWritten);
      made = null;
      asker.say(`Spotify ends this login on ${dayOf(login.expiry(authorizedAt).at)}.`);
      return "done";
    },
  };
}

function describeLogin(settings: Settings, { expiry }: GuidedLogin): StepState {
  const missing = NAMES.filter((name) => !settings.has(name));
  if (missing.length > 0) return { isDone: false, sentence: `Missing: ${missing.join(", ")}.` };
  const text = settings.value(SETTING.authorizedAt);
  const since = text === null ? null : readDay(text);
  if (text !== null && since === null) {
    return { isDone: false, sentence: `${SETTING.authorizedAt} is not a date.` };
  }
  const end = since === null ? null : expiry(since);
  const isLong = end !== null && end.daysLeft >= DAYS_AHEAD;
  // A renewal from a browser may have stored a later day there: the workflow goes by the newest.
  if (since === null || end === null || (!isLong && settings.isSecret(SETTING.authorizedAt))) {
    const sentence = `A login is set. Its end is not known, because ${SETTING.authorizedAt} is a secret.`;
    return { isDone: true, sentence };
  }
  const verb = end.daysLeft < 0 ? "it ended" : "Spotify ends it";
  const sentence = `The login was made on ${dayOf(since)}; ${verb} on ${dayOf(end.at)}.`;
  return { isDone: isLong, sentence };
}

interface MadeLogin extends Login, App {
  /** `null`: what the directory of the snapshots is called cannot be known from here. */
  readonly keyId: string | null;
}

async function makeLogin(
  context: GuideContext,
  settings: Settings,
  login: GuidedLogin,
): Promise<MadeLogin> {
  const app = await askForApp(context, settings, login);
  const kept = await findSnapshots(context, settings);
  const [known = null, ...others] = kept?.users ?? [];
  const made = await login.logIn(app, others.length === 0 ? known : null);
  const user = directoryOf(made, kept?.users ?? null);
  return { ...made, ...app, keyId: user && (await login.keyIdOf(app, user)) };
}

/** The directory of the account; `users`: the directories that are there, `null`: not known. */
function directoryOf(
  { account, names }: Pick<Login, "account" | "names">,
  users: readonly string[] | null,
): string | null {
  if (users === null) return names.length === 1 ? account : null;
  return names.find((name) => users.includes(name)) ?? account;
}

async function askForApp(
  { asker }: GuideContext,
  settings: Settings,
  { knownApp, redirectUri, checkApp }: GuidedLogin,
): Promise<App> {
  if (knownApp !== null) {
    const question = `Use the app ${knownApp.clientId}, which this machine has stored?`;
    if (await confirm(asker, question, true)) {
      await checkApp(knownApp);
      return knownApp;
    }
  }
  asker.say(dashboardText(redirectUri));
  const preset = settings.value(SETTING.clientId);
  const question = preset === null ? "Client ID: " : `Client ID (Enter for ${preset}): `;
  const clientId = await askUntil(asker, question, (answer) => {
    const text = answer || preset || "";
    requireWord("The client ID", text);
    return text;
  });
  return await askUntil(
    asker,
    "Client secret (not shown): ",
    async (answer) => {
      requireWord("The client secret", answer);
      requireNoClientId("The client secret", answer, clientId);
      const app = { clientId, clientSecret: new Secret(answer) };
      await checkApp(app);
      return app;
    },
    { hidden: true },
  );
}

function requireWord(name: string, text: string): void {
  if (text === "") {
    throw new UsageError("config/missing", `${name} is empty.`, {
      hint: "Copy it from the Settings page of the app in the Spotify dashboard.",
    });
  }
  requireWellFormed(name, text);
}

/** Spotify: Web API > Getting started, Concepts > Redirect URIs, Concepts > Quota modes. */
function dashboardText(redirectUri: string): string {
  return [
    "Spotify lets a program read a library only through an app that you register. With an account that has Premium:",
    "1. Open https://developer.spotify.com/dashboard and choose Create app. Choose any name and description. Of the APIs, choose Web API.",
    `2. Add exactly this redirect URI: ${redirectUri}`,
    "3. If you back up another account than the one that owns the app, add that account under User Management.",
    "4. The page Settings shows the client ID and the client secret.",
  ].join("\n");
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
