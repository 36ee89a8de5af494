import { type AccountState, createAccount, startEmulator } from "../../../emulator/index.ts";
import { approve } from "../cli/login-scene.ts";
import type { FakeRepository } from "../github/repository.ts";
import { setSecret } from "../github/secrets.ts";
import { startGitHub } from "../github/server.ts";
import type { Rights } from "../github/tokens.ts";
import { smallLibrary } from "./scene.ts";
import { templateFiles } from "./template-files.ts";
import { carryOut, type FinishedRun } from "./workflow-run.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Everything that somebody with nothing but a browser has: GitHub's pages and Spotify's. */
export interface BrowserScene extends AsyncDisposable {
  /** A copy of the template, or a public fork of it. */
  readonly repository: FakeRepository;
  /** The repository that holds the snapshots. */
  readonly vault: FakeRepository;
  /** The account that is backed up, and an empty one to restore into. */
  readonly accounts: readonly [AccountState, AccountState];
  readonly app: { readonly clientId: string; readonly clientSecret: string };
  /** Runs a workflow as the button "Run workflow" does, and gives what the page of the run shows. */
  runWorkflow(file: string, inputs?: Readonly<Record<string, string>>): Promise<FinishedRun>;
  /** Enters a secret on the page of the settings. */
  enterSecret(name: string, value: string): Promise<void>;
  /** Enters a variable on the page of the settings. */
  enterVariable(name: string, value: string): void;
  /** Makes a fine-grained token for one repository on the page for tokens. */
  makeToken(repository: FakeRepository, rights: Rights): string;
  /**
   * Opens a link to Spotify and approves it as the account with this number. Gives the address at
   * which the browser ends up.
   */
  logIn(link: string, account: number): Promise<string>;
  /** Lets this number of days pass. */
  goOn(days: number): void;
}

export interface BrowserSceneOptions {
  /** A public fork with a private repository for the snapshots; default: a private copy. */
  readonly fork?: boolean;
  readonly library?: AccountState;
  /** Default: issues are switched on. */
  readonly hasIssues?: boolean;
}

/** Creates a repository without any settings, and the Spotify and GitHub around it. */
export async function createBrowserScene(options: BrowserSceneOptions = {}): Promise<BrowserScene> {
  const { fork = false, library = smallLibrary(), hasIssues = true } = options;
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const emulator = await startEmulator({
    accounts: [library, createAccount("new-one")],
    redirectUris: ["http://127.0.0.1/callback"],
    now,
  });
  const [lost, fresh] = emulator.accounts;
  if (lost === undefined || fresh === undefined) throw new Error("two accounts are needed");
  const github = await startGitHub();
  const repository = await github.addRepository({
    owner: "somebody",
    name: "tracksafe",
    visibility: fork ? "public" : "private",
    isFork: fork,
    hasIssues,
    files: templateFiles(),
  });
  const vault = fork
    ? await github.addRepository({ owner: "somebody", name: "vault", files: {} })
    : repository;
  const makeToken = (to: FakeRepository, rights: Rights) =>
    github.addToken({ label: "personal", rights: { [to.fullName]: rights } }).value;
  const person = makeToken(repository, { actions: "write" });
  return {
    repository,
    vault,
    accounts: [lost, fresh],
    app: emulator.app,
    makeToken,
    async runWorkflow(file, inputs = {}) {
      const path = `/repos/${repository.fullName}/actions/workflows/${file}/dispatches`;
      const { status } = await fetch(github.url + path, {
        method: "POST",
        headers: { authorization: `Bearer ${person}`, "user-agent": "browser" },
        body: JSON.stringify({ ref: repository.defaultBranch, inputs }),
      });
      const run = repository.runs.at(-1);
      if (status >= 300 || run === undefined) throw new Error(`GitHub answered ${status}`);
      return await carryOut(run, { github, emulator, repository, ahead });
    },
    enterSecret: (name, value) => setSecret(repository, name, value),
    enterVariable: (name, value) => void repository.variables.set(name, value),
    logIn: (link, account) => approve(link, account),
    goOn(days) {
      ahead += days * DAY_MS;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([emulator.close(), github.close()]);
    },
  };
}
