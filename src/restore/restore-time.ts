import type { Clock } from "../clock.ts";
import type { Account } from "../model/provider.ts";
import { PAUSE, RESTORED, type State, type States } from "../model/state.ts";
import { userName } from "../snapshot/names.ts";

/** A restore whose time is recorded. */
export interface RecordedRestore {
  /** The provider's name, see `MusicProvider`. */
  readonly provider: string;
  /** The account that is written to. */
  readonly account: Account;
  /** `null`: no time is recorded. */
  readonly states: States | null;
  readonly clock: Clock;
}

/**
 * Does `work`, which writes to the account, and records the time in the state of the account:
 * before it, in case the process is killed, and after it. The next backup then reads the saved
 * collections whole, because a restore adds rows with old dates. Backups know the account by any of
 * its names.
 */
export async function recordingRestoreTime<T>(
  restore: RecordedRestore,
  work: () => Promise<T>,
): Promise<T> {
  await recordTime(restore);
  await restore.states?.save();
  try {
    return await work();
  } finally {
    await recordTime(restore);
  }
}

async function recordTime({ provider, account, states, clock }: RecordedRestore): Promise<void> {
  if (states === null) return;
  for (const id of [account.id, ...account.aliases]) {
    const state = await states.ofUser(userName(provider, id));
    await state.write(RESTORED, Buffer.from(clock.now().toISOString()));
  }
}

/**
 * Times that both backups and restores use. As ISO text, the later of two times is also the greater
 * one.
 */
const SHARED_TIMES: readonly string[] = [PAUSE, RESTORED];

/**
 * `states`, except that the shared times are also looked up in `others`, and the later one counts.
 * In a workflow, backups and restores keep their states in different places.
 */
export function withTimesOf(others: Pick<States, "ofApp" | "ofUser">, states: States): States {
  return {
    ofApp: async () => withTimes(await states.ofApp(), await others.ofApp()),
    ofUser: async (user) => withTimes(await states.ofUser(user), await others.ofUser(user)),
    save: states.save,
  };
}

function withTimes(own: State, other: State): State {
  return {
    ...own,
    async read(name) {
      if (!SHARED_TIMES.includes(name)) return own.read(name);
      return later(await own.read(name), await other.read(name));
    },
  };
}

function later(a: Uint8Array | null, b: Uint8Array | null): Uint8Array | null {
  if (a === null || b === null) return a ?? b;
  return Buffer.compare(a, b) < 0 ? b : a;
}
