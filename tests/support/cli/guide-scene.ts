import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKeyTools } from "../../../src/app/key-tools.ts";
import { deriveKeyId } from "../../../src/app/owner-keys.ts";
import { createWorld } from "../../../src/app/world.ts";
import { loginExpiry } from "../../../src/model/login-expiry.ts";
import { Secret } from "../../../src/secret.ts";
import type { App, GuidedLogin } from "../../../src/setup/login-step.ts";
import type {
  FoundSnapshots,
  GuideContext,
  SetupRepository,
} from "../../../src/setup/repository-step.ts";
import type { WatchedRun } from "../../../src/setup/run-step.ts";
import { type GuideOptions, runSetupSteps, type StepReport } from "../../../src/setup/setup.ts";
import { createSteps } from "../../../src/setup/steps.ts";
import { createFakeClock, type FakeClock } from "../fake-clock.ts";
import {
  createMemoryWorkflowRepository,
  type MemoryWorkflowRepository,
} from "../github/memory-workflow-repository.ts";
import { createScriptedAsker, type Scripted } from "./scripted-asker.ts";

/** The result of one way through the guide. */
export interface Guided {
  readonly steps: readonly StepReport[];
  readonly screen: string;
  readonly run: WatchedRun | null;
  /** All that it wrote, in the form of {@link MemoryWorkflowRepository.writes}. */
  readonly writes: readonly string[];
}

export interface GuideScene extends AsyncDisposable {
  readonly workflows: MemoryWorkflowRepository;
  readonly clock: FakeClock;
  /** A directory of one's own, for keys. */
  readonly home: string;
  /** Goes through the guide. The whole script has to be used up. */
  lead(script: readonly Scripted[], options?: LeadOptions): Promise<Guided>;
  /** The newest snapshot once a run has ended well. */
  readonly newest: { value: FoundSnapshots["newest"] };
  /** The accounts that logins were asked to be of. */
  readonly known: (string | null)[];
}

export interface GuideSceneOptions {
  readonly isPublic?: boolean;
  readonly users?: readonly string[];
  /** Other repositories, as a token sees them; by name. */
  readonly others?: Readonly<Record<string, Partial<SetupRepository>>>;
  readonly login?: Partial<GuidedLogin>;
}

export interface LeadOptions extends Partial<GuideOptions> {
  readonly isInteractive?: boolean;
}

export const APP: App = { clientId: "the-client", clientSecret: new Secret("the-secret") };

/** Questions and answers that lead from nothing to a first snapshot, with a key in `~/key`. */
export const EVERYTHING: readonly Scripted[] = [
  [/Log in now\?/, ""],
  [/Client ID/, APP.clientId],
  [/Client secret/, APP.clientSecret.reveal()],
  [/Set up the key now\?/, ""],
  [/already have an age key/, ""],
  [/File for the key/, "~/key"],
  [/recovery copy/, ""],
  [/Add it now\?/, ""],
  [/Start it now\?/, ""],
];

/** Creates a scene: a private copy of the template in which nothing is set, on 2026-11-22. */
export async function createGuideScene(options: GuideSceneOptions = {}): Promise<GuideScene> {
  const workflows = createMemoryWorkflowRepository();
  const clock = createFakeClock("2026-11-22T03:17:00Z", { autoAdvance: true });
  const home = await mkdtemp(join(tmpdir(), "tracksafe-guide-"));
  const known: (string | null)[] = [];
  const newest: GuideScene["newest"] = { value: { name: "2026-11-22T03-17-00", isComplete: true } };
  const place = (name: string, over: Partial<SetupRepository> = {}): SetupRepository => ({
    name,
    url: `https://host/${name}`,
    isPublic: false,
    isArchived: false,
    workflows,
    snapshots: async () => ({
      users: options.users ?? [],
      newest: workflows.runs.some(({ conclusion }) => conclusion === "success")
        ? newest.value
        : null,
    }),
    checkWritable: async () => {},
    ...over,
  });
  const login: GuidedLogin = {
    knownApp: null,
    redirectUri: "http://127.0.0.1:8888/callback",
    expiry: (since) => loginExpiry(since, clock.now()),
    checkApp: async () => {},
    async logIn(_app, account) {
      known.push(account);
      return {
        refreshToken: new Secret(`refresh-${known.length}`),
        scopes: null,
        account: account ?? "0123456789abcdef",
        names: [account ?? "0123456789abcdef"],
        authorizedAt: clock.now(),
      };
    },
    keyIdOf: ({ clientSecret }, user) => deriveKeyId(clientSecret, user, createWorld({ clock })),
    ...options.login,
  };

  async function lead(script: readonly Scripted[], given: LeadOptions = {}): Promise<Guided> {
    const { again = new Set(), skip = new Set(), dryRun = false, isInteractive = true } = given;
    const asker = createScriptedAsker(script, isInteractive);
    const before = workflows.writes.length;
    const written: string[] = [];
    let run: WatchedRun | null = null;
    const context: GuideContext = {
      asker,
      clock,
      repository: place(workflows.name, { isPublic: options.isPublic ?? false }),
      open: async (name) => place(name, options.others?.[name]),
      tokenPage: ({ name, owner }) => `https://host/new-token?${name}&${owner}`,
      onWritten: (what) => void written.push(what),
      hasWritten: () => written.length > 0,
    };
    const keyLocation = {
      home,
      file: join(home, "tracksafe.key"),
      isInRepository: async (path: string) => path.includes("/clone/"),
    };
    const steps = createSteps(context, {
      login,
      keyring: createKeyTools(createWorld({ clock })),
      keyLocation,
      onRun: (watched) => {
        run = watched;
      },
    });
    const reports = await runSetupSteps(steps, asker, { again, skip, dryRun });
    const left = asker.left();
    if (left.length > 0) throw new Error(`not asked: ${left.join(", ")}\n${asker.screen()}`);
    return { steps: reports, screen: asker.screen(), run, writes: workflows.writes.slice(before) };
  }

  return {
    workflows,
    clock,
    home,
    lead,
    newest,
    known,
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}
