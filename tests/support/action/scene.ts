import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import {
  type AccountState,
  type Emulator,
  type EmulatorOptions,
  generateLibrary,
  startEmulator,
} from "../../../emulator/index.ts";
import { type BackupRequest, backup } from "../../../src/app/backup.ts";
import { connectSpotify } from "../../../src/app/session.ts";
import { openStore } from "../../../src/app/store.ts";
import { createWorld } from "../../../src/app/world.ts";
import { Secret } from "../../../src/secret.ts";
import { createFakeClock } from "../fake-clock.ts";
import { listFiles } from "../files.ts";
import type { FakeRepository, RepositoryOptions } from "../github/repository.ts";
import { type FakeGitHub, startGitHub } from "../github/server.ts";
import type { Rights, Token } from "../github/tokens.ts";
import { READ_SCOPES } from "../spotify/scene.ts";
import type { FakeCacheService } from "./cache-service.ts";
import { type ActionStep, type FinishedStep, runStep, startStep, unmask } from "./step.ts";

/** One run of the action, as the runner and its readers see it. */
export interface ActionRun {
  readonly exit: number | NodeJS.Signals;
  /** The log: all that was printed, without the masks, which the runner does not show. */
  readonly log: string;
  readonly masks: readonly string[];
  /** Those that came before anything else was printed. */
  readonly firstMasks: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The JSON that the output `report` leads to; empty when there is none. */
  readonly report: string;
  /** The runner's directory for temporary files. */
  readonly temp: string;
}

export interface ActionSceneOptions {
  /** Default: a private repository with some code. */
  readonly running?: Partial<RepositoryOptions>;
  /** Another repository for the snapshots; default: the running one. */
  readonly target?: Partial<RepositoryOptions>;
  readonly accounts?: readonly AccountState[];
  /** The rights of the token for the snapshots in their repository. */
  readonly rights?: Rights;
  /** Options of the emulated Spotify, in place of the usual ones. */
  readonly spotify?: Partial<EmulatorOptions>;
  /** Default: the runner has none. With it, each run is on a new machine that is set up alike. */
  readonly cache?: FakeCacheService;
  /** By how many milliseconds the runner's clock is ahead of this machine's. */
  readonly ahead?: () => number;
}

/** A repository whose workflow runs the action, against an emulated Spotify and GitHub. */
export interface ActionScene extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly account: AccountState;
  readonly github: FakeGitHub;
  readonly running: FakeRepository;
  /** The repository of the snapshots; `running` by default. */
  readonly target: FakeRepository;
  readonly tokens: { readonly run: Token; readonly target: Token };
  /** Opens what is sealed here. No run is given it unless a test does. */
  readonly identity: string;
  readonly recipient: string;
  readonly refreshToken: string;
  /** A login to another account of the emulator. */
  loginOf(accountId: string): string;
  /** Puts a snapshot into the target, as an earlier run has made it; quicker than to run it. */
  seed(options?: Seed): Promise<void>;
  /** Runs the action with these inputs besides the usual ones. */
  run(inputs?: Readonly<Record<string, string>>): Promise<ActionRun>;
  /** Starts it in a process of its own, for what has to happen meanwhile, or another `program`. */
  start(inputs?: Readonly<Record<string, string>>, program?: string): Promise<StartedRun>;
}

export interface Seed extends BackupRequest {
  /** When it was made. */
  readonly at?: string;
  /** The Spotify of which the library was backed up; default: the scene's. */
  readonly from?: Emulator;
}

export interface StartedRun {
  kill(signal: NodeJS.Signals): void;
  readonly finished: Promise<ActionRun>;
}

/** A small library with something of everything that matters. */
export function smallLibrary(seed = 3): AccountState {
  return generateLibrary({ seed, likes: 20, playlists: 4, itemsPerPlaylist: 3, albums: 2 });
}

/** Creates a scene. */
export async function createActionScene(options: ActionSceneOptions = {}): Promise<ActionScene> {
  const accounts = options.accounts ?? [smallLibrary()];
  const emulator = await startEmulator({ ...options.spotify, accounts });
  const [account] = emulator.accounts;
  if (account === undefined) throw new Error("a scene needs an account");
  const github = await startGitHub();
  const files = { "README.md": "The code" };
  const running = await github.addRepository({
    owner: "somebody",
    name: "tracksafe",
    files,
    ...options.running,
  });
  const target =
    options.target === undefined
      ? running
      : await github.addRepository({
          owner: "somebody",
          name: "vault",
          files,
          ...options.target,
        });
  const own: Rights = { contents: "write", issues: "write" };
  const rights = options.rights ?? own;
  const tokens = {
    run: github.addToken({
      label: "run",
      kind: "integration",
      rights: { [running.fullName]: target === running ? rights : { issues: "write" } },
    }),
    target: github.addToken({ label: "target", rights: { [target.fullName]: rights } }),
  };
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const home = await mkdtemp(join(tmpdir(), "tracksafe-action-"));
  const loginOf = (accountId: string) => emulator.issueRefreshToken(accountId, READ_SCOPES);
  const { accountId } = account;
  const refreshToken = loginOf(accountId);
  const usual: Readonly<Record<string, string>> = {
    "spotify-client-id": emulator.app.clientId,
    "spotify-client-secret": emulator.app.clientSecret,
    "spotify-refresh-token": refreshToken,
    "age-recipients": recipient,
    ...(target === running ? {} : { repository: target.fullName, token: tokens.target.value }),
  };
  let runs = 0;

  function stepOf(inputs: Readonly<Record<string, string>>): ActionStep {
    runs += 1;
    const directory = join(home, `run-${runs}`);
    return {
      directory,
      temp: join(options.cache === undefined ? directory : home, "temp"),
      inputs: { ...usual, ...inputs },
      context: { "github.repository": running.fullName, "github.token": tokens.run.value },
      env: {
        GITHUB_API_URL: github.url,
        GITHUB_REPOSITORY: running.fullName,
        GITHUB_RUN_ATTEMPT: `${runs}`,
        GITHUB_RUN_ID: "4711",
        GITHUB_WORKSPACE: home,
        SPOTIFY_ACCOUNTS_URL: emulator.accountsUrl,
        SPOTIFY_API_URL: emulator.apiUrl,
        ...options.cache?.env,
      },
      ahead: options.ahead?.() ?? 0,
      // A backup waits for the cache for a minute in all, of which a busy machine needs a part.
      ...(options.cache !== undefined && inputs["command"] !== "restore" && { speed: 5 }),
    };
  }

  async function run(inputs: Readonly<Record<string, string>> = {}): Promise<ActionRun> {
    const step = stepOf(inputs);
    return await seen(step, await runStep(step));
  }

  async function start(
    inputs: Readonly<Record<string, string>> = {},
    program?: string,
  ): Promise<StartedRun> {
    const step = stepOf(inputs);
    const { kill, finished } = await startStep(step, program);
    return { kill, finished: finished.then((ended) => seen(step, ended)) };
  }

  async function seed({ at, from = emulator, ...request }: Seed = {}): Promise<void> {
    const directory = join(home, "seeds");
    const { apiUrl, accountsUrl, app } = from;
    const world = createWorld(at === undefined ? {} : { clock: createFakeClock(at) });
    const login = {
      clientId: app.clientId,
      clientSecret: new Secret(app.clientSecret),
      refreshToken: new Secret(
        from === emulator ? refreshToken : from.issueRefreshToken(accountId, READ_SCOPES),
      ),
    };
    await using session = connectSpotify({ ...login, apiUrl, accountsUrl }, world);
    const store = openStore(directory, world);
    await backup(session, store, world, { recipients: [recipient], ...request });
    const files: Record<string, Uint8Array> = {};
    for (const path of await listFiles(directory)) {
      files[`backups/${path}`] = await readFile(join(directory, path));
    }
    await target.commit(target === running ? "backups" : target.defaultBranch, files);
  }

  return {
    seed,
    emulator,
    account,
    github,
    running,
    target,
    tokens,
    identity,
    recipient,
    refreshToken,
    loginOf,
    start,
    run,
    async [Symbol.asyncDispose]() {
      await Promise.all([emulator.close(), github.close()]);
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A step as the runner and the readers of its log see it. */
async function seen({ temp }: ActionStep, ended: FinishedStep): Promise<ActionRun> {
  const { exit, stdout, stderr, outputs, summary } = ended;
  const lines = stdout.split("\n");
  const isMask = (line: string) => line.startsWith("::add-mask::");
  const first = lines.findIndex((line) => !isMask(line));
  return {
    exit,
    log: [...lines.filter((line) => !isMask(line)), stderr].join("\n"),
    masks: lines.filter(isMask).map(unmask),
    firstMasks: lines.slice(0, first).map(unmask),
    outputs,
    summary,
    report: outputs["report"] ? await readFile(outputs["report"], "utf8") : "",
    temp,
  };
}
