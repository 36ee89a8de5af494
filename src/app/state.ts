import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createPrivateFile } from "../disk/private-file.ts";
import { createStateDirectory } from "../disk/state.ts";
import { AppError } from "../errors.ts";
import { LONGEST_RETRY_AFTER_MS } from "../http/retry-after.ts";
import { noState, PAUSE, type State } from "../model/state.ts";
import { Secret } from "../secret.ts";
import type { World } from "./world.ts";

/** Keeps directories beyond the life of the machine that a run is on. Never throws. */
export interface DirectoryCache {
  /** Fills `directory` with what was last saved under `prefix`, if there is something. */
  restore(directory: string, prefix: string): Promise<void>;
  /** Saves what is in `directory`, in place of what was saved under `prefix`. */
  save(directory: string, prefix: string): Promise<void>;
}

/** Where state is kept. */
export interface StatePlace {
  /** The directory for it all. */
  readonly root: string;
  /** Absent: `root` is there in the next run by itself. */
  readonly cache?: DirectoryCache;
}

/** The app whose logins the state belongs to, and a secret that each of its runs is given. */
export interface StateOwner {
  readonly clientId: string;
  /** As in a `Session`; `null`: a key is kept beside the state. */
  readonly keySource: Secret | null;
}

/** What the runs of one app leave for later ones. Disposing of it saves what was written. */
export interface States extends AsyncDisposable {
  /** What goes for all accounts of the app, and can be asked before it is known whose login it is. */
  ofApp(): Promise<State>;
  /** What belongs to the account whose directory name is `user`. */
  ofUser(user: string): Promise<State>;
  /** Saves what was written so far. Never throws. */
  save(): Promise<void>;
}

/** An opened state, and how to save it. */
interface Opened {
  readonly state: State;
  save(): Promise<void>;
}

const KEY = /^[0-9a-f]{64}$/;

/**
 * The states of an app in `place`, sealed, each in a directory of its own; `null`: nothing is kept.
 * An error with a state is logged and not thrown.
 *
 * @example
 * ```ts
 * const owner = { clientId, keySource: session.keySource };
 * await using states = openStates(owner, { root: "./state" }, world);
 * await backup(session, store, world, { recipients, states });
 * ```
 */
export function openStates(owner: StateOwner, place: StatePlace | null, world: World): States {
  const opened = new Map<string, Promise<Opened>>();
  const nothing: Opened = { state: noState, save: async () => {} };

  function open(scope: string): Promise<Opened> {
    const known = opened.get(scope) ?? (place && openState(owner, scope, place, world));
    if (known === null) return Promise.resolve(nothing);
    opened.set(scope, known);
    return known;
  }

  async function save(): Promise<void> {
    for (const each of opened.values()) await (await each).save();
  }

  return {
    ofApp: async () => (await open("app")).state,
    ofUser: async (user) => (await open(`user/${user}`)).state,
    save,
    [Symbol.asyncDispose]: save,
  };
}

async function openState(
  { clientId, keySource }: StateOwner,
  scope: string,
  { root, cache }: StatePlace,
  world: World,
): Promise<Opened> {
  const source = keySource ?? (await keptKey(root, world));
  if (source === null) return { state: noState, save: async () => {} };
  const sealer = await createScopedSealer(source, `${clientId}/${scope}`, world);
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
  const { createStateSealer, deriveStateKey } = await import("../crypto/state-seal.ts");
  const key = deriveStateKey(source, scope);
  world.onSecret(key);
  return createStateSealer(key);
}

/**
 * A secret for a login without a lasting one, made when there is none. It can be lost with the state
 * that it seals; `null` when it can neither be read nor written.
 */
async function keptKey(root: string, { clock, log }: World): Promise<Secret | null> {
  const file = createPrivateFile(join(root, "state-key"), clock);
  try {
    const kept = await file.read();
    if (kept !== null && KEY.test(kept.reveal())) return kept;
    const made = new Secret(randomBytes(32).toString("hex"));
    await file.replace(made);
    return made;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warn("state.no-key", { code: error.code });
    return null;
  }
}

/**
 * Where the command line keeps state: a directory of caches (XDG Base Directory Specification; on
 * Windows `%LOCALAPPDATA%`); `null` when `env` does not say where the person's files are.
 */
export function statePlace(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): StatePlace | null {
  const { LOCALAPPDATA: appData, XDG_CACHE_HOME: xdg, HOME: home } = env;
  if (platform === "win32") return appData ? { root: join(appData, "tracksafe", "cache") } : null;
  // A relative one is to be ignored, says the specification.
  if (xdg?.startsWith("/")) return { root: join(xdg, "tracksafe") };
  return home ? { root: join(home, ".cache", "tracksafe") } : null;
}

/**
 * Until when the provider wants no requests of the app, as an earlier run was told; `null`: it may.
 * A time further off than any pause is from a clock that was wrong, and not believed.
 */
export async function readPause(states: States, { clock }: World): Promise<Date | null> {
  const until = new Date(await readText(await states.ofApp(), PAUSE));
  const left = until.getTime() - clock.now().getTime();
  return left > 0 && left <= LONGEST_RETRY_AFTER_MS ? until : null;
}

/** Remembers it for the runs to come. */
export async function rememberPause(states: States, until: Date): Promise<void> {
  await (await states.ofApp()).write(PAUSE, Buffer.from(until.toISOString()));
}

async function readText(state: State, name: string): Promise<string> {
  const bytes = await state.read(name);
  return bytes === null ? "" : Buffer.from(bytes).toString();
}
