import type { Clock } from "../clock.ts";
import type { Account } from "../model/provider.ts";
import { PAUSE, RESTORED, type State, type States } from "../model/state.ts";
import { userName } from "../snapshot/names.ts";

/** The restore that leaves a mark. */
export interface MarkedRestore {
  /** The provider's name, see `MusicProvider`. */
  readonly provider: string;
  /** The account that is written to. */
  readonly account: Account;
  /** `null`: no mark is left. */
  readonly states: States | null;
  readonly clock: Clock;
}

/**
 * Does `work`, which writes to the account, and leaves a mark of it for backups: before it, in case
 * the process is killed, and after it. Backups know the account by any of its names.
 */
export async function withMark<T>(restore: MarkedRestore, work: () => Promise<T>): Promise<T> {
  await mark(restore);
  await restore.states?.save();
  try {
    return await work();
  } finally {
    await mark(restore);
  }
}

async function mark({ provider, account, states, clock }: MarkedRestore): Promise<void> {
  if (states === null) return;
  for (const id of [account.id, ...account.aliases]) {
    const state = await states.ofUser(userName(provider, id));
    await state.write(RESTORED, Buffer.from(clock.now().toISOString()));
  }
}

/** These hold for runs of every kind: ISO times. */
const MARKS: readonly string[] = [PAUSE, RESTORED];

/** `states`, in which the marks of `others` count as well. Of two marks, the later one counts. */
export function withMarksOf(others: Pick<States, "ofApp" | "ofUser">, states: States): States {
  return {
    ofApp: async () => withMarks(await states.ofApp(), await others.ofApp()),
    ofUser: async (user) => withMarks(await states.ofUser(user), await others.ofUser(user)),
    save: states.save,
  };
}

function withMarks(own: State, other: State): State {
  return {
    ...own,
    async read(name) {
      if (!MARKS.includes(name)) return own.read(name);
      return later(await own.read(name), await other.read(name));
    },
  };
}

function later(a: Uint8Array | null, b: Uint8Array | null): Uint8Array | null {
  if (a === null || b === null) return a ?? b;
  return Buffer.compare(a, b) < 0 ? b : a;
}
