import { join } from "node:path";
import { createStateDirectory } from "../disk/state.ts";
import { keepStateKey } from "../disk/state-key.ts";
import { cacheDirectory } from "../disk/user-directories.ts";
import { LONGEST_RETRY_AFTER_MS } from "../http/retry-after.ts";
import type { KeptDirectory } from "../model/directory-cache.ts";
import { noState, PAUSE, type State, type States } from "../model/state.ts";
import type { Secret } from "../secret.ts";
import type { World } from "./world.ts";

export type { DirectoryCache, KeptDirectory } from "../model/directory-cache.ts";
export type { States } from "../model/state.ts";
export { withTimesOf } from "../restore/restore-time.ts";

/** The app whose logins the state belongs to, and a secret that each of its runs is given. */
export interface StateOwner {
  readonly clientId: string;
  /** As in a `Session`; `null`: a key is kept beside the state. */
  readonly keySource: Secret | null;
}

/** An opened state, and how to save it. */
export interface OpenedState {
  readonly state: State;
  /** Saves what was written beyond this machine, if that is configured, when the cache is flushed. */
  save(): Promise<void>;
}

const NOTHING: OpenedState = { state: noState, save: async () => {} };

/**
 * The states of an app in `directory`, sealed, each in a directory of its own; `null`: nothing is
 * kept. An error with a state is logged and not thrown.
 *
 * @example
 * ```ts
 * await using session = connectSpotify(settings, world, {
 *   states: (owner) => openStates(owner, { root: "./state" }, world),
 * });
 * ```
 */
export function openStates(
  owner: StateOwner,
  directory: KeptDirectory | null,
  world: World,
): States {
  const opened = new Map<string, Promise<OpenedState>>();
  function open(scope: string): Promise<OpenedState> {
    const known = opened.get(scope) ?? (directory && openOfApp(owner, scope, directory, world));
    if (known === null) return Promise.resolve(NOTHING);
    opened.set(scope, known);
    return known;
  }

  async function save(): Promise<void> {
    for (const each of opened.values()) await (await each).save();
    await directory?.cache?.flush();
  }

  return {
    ofApp: async () => (await open("app")).state,
    ofUser: async (user) => (await open(`user/${user}`)).state,
    save,
  };
}

async function openOfApp(
  { clientId, keySource }: StateOwner,
  scope: string,
  directory: KeptDirectory,
  world: World,
): Promise<OpenedState> {
  const source = keySource ?? (await keepStateKey(directory.root, world));
  return source === null ? NOTHING : openState(source, `${clientId}/${scope}`, directory, world);
}

/**
 * The state with what a person decided about recordings. It belongs to no app and no account, so on
 * a machine of the person its key is kept beside it. Beyond that machine it is sealed with
 * `keySource`; without one, nothing is kept there. Nothing is made before it is used.
 */
export function openDecisions(
  directory: KeptDirectory | null,
  keySource: Secret | null,
  world: World,
): OpenedState {
  let opened: Promise<OpenedState> | null = null;

  async function openNow(): Promise<OpenedState> {
    if (directory === null) return NOTHING;
    const { root, cache } = directory;
    const source = cache === undefined ? await keepStateKey(root, world) : keySource;
    return source === null ? NOTHING : openState(source, "decisions", directory, world);
  }

  async function use<T>(work: (state: State) => Promise<T>): Promise<T> {
    opened ??= openNow();
    return await work((await opened).state);
  }

  return {
    state: {
      read: (name) => use((state) => state.read(name)),
      write: (name, bytes) => use((state) => state.write(name, bytes)),
      names: () => use((state) => state.names()),
      remove: (name) => use((state) => state.remove(name)),
    },
    save: async () => (await opened)?.save(),
  };
}

async function openState(
  source: Secret,
  scope: string,
  { root, cache }: KeptDirectory,
  world: World,
): Promise<OpenedState> {
  const sealer = await createScopedSealer(source, scope, world);
  // The name tells nobody which app and account it is, and is another one with another key.
  const name = `state-${sealer.label("directory").slice(0, 16)}`;
  const directory = join(root, name);
  const { clock, log } = world;
  await cache?.restore(directory, name);
  const state = createStateDirectory(directory, sealer, { clock, log });
  let written = false;
  return {
    state: {
      ...state,
      async write(key, bytes) {
        written = true;
        await state.write(key, bytes);
      },
      async remove(key) {
        written = true;
        await state.remove(key);
      },
    },
    async save() {
      if (written) await cache?.save(directory, name);
      written = false;
    },
  };
}

/** Seals what belongs to `scope` with a key derived from `source`. */
export async function createScopedSealer(source: Secret, scope: string, world: World) {
  const { createStateSealer, deriveStateKey } = await import("../crypto/state-sealer.ts");
  const key = deriveStateKey(source, scope);
  world.onSecret(key);
  return createStateSealer(key);
}

/**
 * The directory in which the command line keeps states; `null` if `env` names no directory of the
 * person.
 */
export function statesDirectory(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): KeptDirectory | null {
  const root = cacheDirectory(env, platform);
  return root === null ? null : { root };
}

/**
 * The time until which the provider wants no requests of the app, as an earlier run was told;
 * `null`: it wants them. A time that is further off than any pause comes from a wrong clock, and is
 * ignored.
 */
export async function readPause(states: States | null, { clock }: World): Promise<Date | null> {
  const bytes = await (await states?.ofApp())?.read(PAUSE);
  const until = new Date(bytes ? Buffer.from(bytes).toString() : "");
  const left = until.getTime() - clock.now().getTime();
  return left > 0 && left <= LONGEST_RETRY_AFTER_MS ? until : null;
}

/** Stores the end of a pause for later runs. */
export async function rememberPause(states: States | null, until: Date): Promise<void> {
  await (await states?.ofApp())?.write(PAUSE, Buffer.from(until.toISOString()));
}
