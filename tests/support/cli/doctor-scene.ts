import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createAccount, generateLibrary } from "../../../emulator/index.ts";
import { type ActionScene, createActionScene } from "../action/scene.ts";
import { type InProcessOptions, runInProcess } from "./command.ts";

const WORKFLOWS = resolve(import.meta.dirname, "../../../.github/workflows");

/** One finding of the doctor, as its JSON has it. */
export interface FoundCheck {
  readonly name: string;
  readonly state: "ok" | "warning" | "problem" | "unknown";
  readonly code?: string;
  readonly message: string;
  readonly hint?: string;
  readonly next?: string;
}

/** The end of one run of the doctor, and its findings. */
export interface DoctorRun {
  readonly exit: number | NodeJS.Signals;
  readonly checks: Readonly<Record<string, FoundCheck>>;
  /** All that was printed. */
  readonly printed: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A repository whose backups run as they should, and a command line that may look at all of it. */
export interface DoctorScene extends AsyncDisposable {
  readonly scene: ActionScene;
  /** The environment of the command line. */
  readonly env: Environment;
  /** A directory of one's own. */
  readonly directory: string;
  /** Of the scene's repository unless told otherwise. */
  visit(env?: Environment, location?: string, options?: InProcessOptions): Promise<DoctorRun>;
}

/** Creates a scene; its snapshot was made at `madeAt`, by default just now. */
export async function createDoctorScene(madeAt = new Date()): Promise<DoctorScene> {
  const scene = await createActionScene({
    accounts: [generateLibrary({ seed: 3, likes: 5 }), createAccount("other")],
    running: {
      files: {
        ".github/workflows/backup.yml": await readFile(join(WORKFLOWS, "backup.yml"), "utf8"),
        ".github/workflows/verify.yml": await readFile(join(WORKFLOWS, "verify.yml"), "utf8"),
      },
    },
  });
  const { emulator, github, running, recipient, identity, refreshToken } = scene;
  await scene.seed({ at: madeAt.toISOString() });
  for (const name of ["SPOTIFY_CLIENT_SECRET", "SPOTIFY_REFRESH_TOKEN"]) {
    running.secrets.set(name, "c2VhbGVk");
  }
  running.variables.set("SPOTIFY_CLIENT_ID", emulator.app.clientId);
  running.variables.set("SPOTIFY_AUTHORIZED_AT", new Date().toISOString().slice(0, 10));
  running.variables.set("AGE_RECIPIENTS", recipient);
  for (const [at, file] of ["backup.yml", "verify.yml"].entries()) {
    running.runs.push({
      id: at + 1,
      file,
      event: "schedule",
      inputs: {},
      startedAt: madeAt,
      status: "completed",
      conclusion: "success",
    });
  }
  const read = { contents: "read", actions: "read", secrets: "read", variables: "read" } as const;
  const token = github.addToken({ label: "person", rights: { [running.fullName]: read } });
  const directory = await mkdtemp(join(tmpdir(), "tracksafe-doctor-"));
  const env = {
    XDG_CONFIG_HOME: join(directory, "settings"),
    XDG_CACHE_HOME: join(directory, "cache"),
    SPOTIFY_API_URL: emulator.apiUrl,
    SPOTIFY_ACCOUNTS_URL: emulator.accountsUrl,
    SPOTIFY_CLIENT_ID: emulator.app.clientId,
    SPOTIFY_CLIENT_SECRET: emulator.app.clientSecret,
    SPOTIFY_REFRESH_TOKEN: refreshToken,
    AGE_IDENTITY: identity,
    GITHUB_TOKEN: token.value,
    GITHUB_API_URL: github.url,
  };
  return {
    scene,
    env,
    directory,
    async visit(changes = {}, location = `github:${running.fullName}`, options = {}) {
      const args = location === "" ? [] : [location];
      const run = await runInProcess(
        ["doctor", ...args, "--json"],
        { ...env, ...changes },
        options,
      );
      const { checks }: { readonly checks: readonly FoundCheck[] } = JSON.parse(run.stdout);
      const byName = checks.map((check) => [check.name, check] as const);
      return {
        exit: run.exit,
        checks: Object.fromEntries(byName),
        printed: run.stdout + run.stderr,
      };
    },
    async [Symbol.asyncDispose]() {
      await scene[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The states of all checks, by name. */
export function statesOf({ checks }: DoctorRun): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.values(checks).map(({ name, state }) => [name, state]));
}
