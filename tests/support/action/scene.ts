import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { parse } from "yaml";
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
import { MACHINE } from "../cli/programs.ts";
import { createFakeClock } from "../fake-clock.ts";
import { listFiles } from "../files.ts";
import type { FakeRepository, RepositoryOptions } from "../github/repository.ts";
import { type FakeGitHub, startGitHub } from "../github/server.ts";
import type { Rights, Token } from "../github/tokens.ts";
import { READ_SCOPES } from "../spotify/scene.ts";
import type { FakeCacheService } from "./cache-service.ts";

const ACTION = resolve(import.meta.dirname, "../../../action");

/** One run of the action, as the runner and its readers see it. */
export interface ActionRun {
  readonly exit: number | NodeJS.Signals;
  /** What stands in the log: all that was printed but the masks, which the runner keeps to itself. */
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
  /** What the token for the snapshots may do in their repository. */
  readonly rights?: Rights;
  /** How Spotify differs from the usual one. */
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
  /** Where the snapshots are; `running` unless asked otherwise. */
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
  /** Runs the bundle with these inputs besides the usual ones. */
  run(inputs?: Readonly<Record<string, string>>): Promise<ActionRun>;
  /** Starts it, for what has to happen meanwhile. */
  start(inputs?: Readonly<Record<string, string>>): Promise<StartedRun>;
}

export interface Seed extends BackupRequest {
  /** When it was made. */
  readonly at?: string;
  /** Where the library was backed up; default: the scene's Spotify. */
  readonly from?: Emulator;
}

export interface StartedRun {
  kill(signal: NodeJS.Signals): void;
  readonly finished: Promise<ActionRun>;
}

/** A small library with something of everything that matters. */
export function smallLibrary(seed = 3): AccountState {
  return generateLibrary({ seed, likes: 120, playlists: 4, itemsPerPlaylist: 12, albums: 2 });
}

/** Sets a scene. */
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

  async function start(inputs: Readonly<Record<string, string>> = {}): Promise<StartedRun> {
    runs += 1;
    const directory = join(home, `run-${runs}`);
    const temp = join(options.cache === undefined ? directory : home, "temp");
    await rm(temp, { recursive: true, force: true });
    await mkdir(temp, { recursive: true });
    await mkdir(directory, { recursive: true });
    const file = async (name: string) => {
      const path = join(directory, name);
      await writeFile(path, "");
      return path;
    };
    const [output, summary] = [await file("output"), await file("summary")];
    const context = { "github.repository": running.fullName, "github.token": tokens.run.value };
    const child = spawn(process.execPath, [join(ACTION, await mainFile())], {
      cwd: directory,
      env: {
        ...MACHINE,
        ...(await inputEnvironment({ ...usual, ...inputs }, context)),
        GITHUB_ACTIONS: "true",
        GITHUB_API_URL: github.url,
        GITHUB_OUTPUT: output,
        GITHUB_REPOSITORY: running.fullName,
        GITHUB_RUN_ATTEMPT: `${runs}`,
        GITHUB_RUN_ID: "4711",
        GITHUB_SERVER_URL: "https://github.com",
        GITHUB_STATE: await file("state"),
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_WORKSPACE: home,
        NODE_OPTIONS: `--import ${clockAhead(options.ahead?.() ?? 0)}`,
        RUNNER_TEMP: temp,
        SPOTIFY_ACCOUNTS_URL: emulator.accountsUrl,
        SPOTIFY_API_URL: emulator.apiUrl,
        ...options.cache?.env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = new Promise<number | NodeJS.Signals>((end, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => end(signal ?? code ?? Number.NaN));
    });
    const finished = Promise.all([ended, text(child.stdout), text(child.stderr)]).then(
      async ([exit, stdout, stderr]) => {
        const outputs = parseOutputs(await readFile(output, "utf8"));
        const lines = stdout.split("\n");
        const isMask = (line: string) => line.startsWith("::add-mask::");
        return {
          exit,
          log: [...lines.filter((line) => !isMask(line)), stderr].join("\n"),
          masks: lines.filter(isMask).map(unmask),
          firstMasks: lines
            .slice(
              0,
              lines.findIndex((line) => !isMask(line)),
            )
            .map(unmask),
          outputs,
          summary: await readFile(summary, "utf8"),
          report: outputs["report"] ? await readFile(outputs["report"], "utf8") : "",
          temp,
        };
      },
    );
    return { finished, kill: (signal) => void child.kill(signal) };
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
    run: async (inputs) => (await start(inputs)).finished,
    async [Symbol.asyncDispose]() {
      await Promise.all([emulator.close(), github.close()]);
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A module after which it is so many milliseconds later. */
function clockAhead(ms: number): string {
  const code = `
    const Machine = Date;
    globalThis.Date = class Date extends Machine {
      constructor(...time) { super(...(time.length === 0 ? [Date.now()] : time)); }
      static now() { return Machine.now() + ${ms}; }
    };
  `;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly main: string };
}

async function actionFile(): Promise<ActionFile> {
  return parse(await readFile(join(ACTION, "action.yml"), "utf8"));
}

/** The bundle; `ACTION_MAIN=main.ts` has the tests run the sources instead, while they change. */
async function mainFile(): Promise<string> {
  return process.env["ACTION_MAIN"] ?? (await actionFile()).runs.main;
}

/** The inputs as the runner passes them on: upper-cased, their dashes kept, defaults filled in. */
export async function inputEnvironment(
  inputs: Readonly<Record<string, string>>,
  context: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const known = (await actionFile()).inputs;
  const defaults = Object.entries(known).map(([name, { default: value = "" }]) => [
    name,
    value.replace(/\$\{\{ ([\w.]+) \}\}/g, (_, key: string) => context[key] ?? ""),
  ]);
  const unknown = Object.keys(inputs).filter((name) => !(name in known));
  if (unknown.length > 0) throw new Error(`the action has no inputs ${unknown.join(", ")}`);
  const all = { ...Object.fromEntries(defaults), ...inputs };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, String(value)]),
  );
}

/** What a line with a mask hides (GitHub: Actions > Workflow commands > Masking a value). */
function unmask(line: string): string {
  return decodeURIComponent(line.slice("::add-mask::".length).replace(/%(?!25|0D|0A)/g, "%25"));
}

/** The file of outputs (GitHub: Actions > Workflow commands > Multiline strings). */
function parseOutputs(file: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = "", , value = ""] of file.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm)) {
    outputs[name] = value;
  }
  return outputs;
}
