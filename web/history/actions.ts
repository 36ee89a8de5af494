import type { Clock } from "../../src/clock.ts";
import { toAppError } from "../../src/errors.ts";
import type { Store } from "../store.ts";
import type { Timeline } from "../timeline/service.ts";
import { AnswerError, type Client } from "../worker/client.ts";
import type { GivenKey } from "../worker/key.ts";
import type { ShownError } from "../worker/messages.ts";
import { type ChosenPlace, offerPlace } from "../worker/places.ts";
import type { HistoryService } from "../worker/service.ts";
import { createIdleLock, type IdleLock } from "./idle-lock.ts";
import { type HistoryState, NO_HISTORY } from "./state.ts";

/** A worker that runs. */
export interface RunningWorker {
  readonly client: Client<HistoryService>;
  /** Ends it at once, with all that is in its memory. */
  end(): void;
}

/** Asks the worker. Throws {@link AnswerError}. */
export type Ask = Client<HistoryService>["ask"];

/** Everything that a person can do with the place and the key. Nothing here throws. */
export interface HistoryActions {
  /** Starts the worker, so that it is ready once a place is chosen. */
  prepare(): void;
  open(place: ChosenPlace): Promise<void>;
  chooseUser(user: string): Promise<void>;
  unlock(key: GivenKey): Promise<void>;
  /** Forgets the key and everything that it opened. `because`: a sentence, if nobody pressed. */
  lock(because?: string): Promise<void>;
  /** Asks the worker that runs now. */
  readonly ask: Ask;
  /** Told of what the person does, so that a page that nobody uses locks itself. */
  readonly idle: Pick<IdleLock, "use" | "hide" | "show">;
}

/** The surroundings of these actions. */
export interface HistoryWorld {
  readonly clock: Clock;
  readonly startWorker: () => RunningWorker;
}

/**
 * The actions on `store`. `forget` drops what other parts of the page hold of the place that was
 * open.
 */
export function createHistoryActions(
  store: Store<HistoryState>,
  { clock, startWorker }: HistoryWorld,
  forget: () => void,
): HistoryActions {
  let worker: RunningWorker | null = null;
  let place: ChosenPlace | null = null;
  const idle = createIdleLock(clock, (because) => void lock(because));

  const change = (part: Partial<HistoryState>) => store.set({ ...store.state(), ...part });

  function running(): RunningWorker {
    worker ??= startWorker();
    return worker;
  }

  /** Shows that `working` goes on, and then the timeline that comes of it, or the problem. */
  async function show(working: string, read: (ask: Ask) => Promise<Timeline>): Promise<void> {
    const asked = running();
    change({ working, progress: null, problem: null, lockedBecause: null });
    try {
      const timeline = await read(asked.client.ask);
      if (asked !== worker) return;
      change({ timeline, firstLook: null, working: null, changes: null });
      if (timeline.isUnlocked) idle.start();
    } catch (error) {
      if (asked === worker) change({ working: null, firstLook: null, problem: problemOf(error) });
      return;
    }
    const changes = await asked.client.ask("changes", null).catch(() => null);
    if (asked === worker && changes !== null) change({ changes });
  }

  /** Shows the first look at `chosen`, and gives the whole. */
  async function openPlace(ask: Ask, chosen: ChosenPlace): Promise<Timeline> {
    const offered = offerPlace(chosen);
    const transfer = offered.kind === "folder" ? [offered.port] : [];
    const firstLook = await ask("look", offered, { transfer });
    if (ask === worker?.client.ask) change({ firstLook });
    return ask("openPlace", null);
  }

  /** Ends the worker, so that nothing of what it opened stays in memory. */
  function renew(): void {
    idle.stop();
    worker?.end();
    worker = null;
  }

  async function lock(because?: string): Promise<void> {
    const { timeline } = store.state();
    const [opened, user] = [place, timeline?.user];
    renew();
    forget();
    store.set({ ...NO_HISTORY, timeline: timeline && { ...timeline, isUnlocked: false } });
    if (opened === null) return;
    await show("Locking.", async (ask) => {
      const first = await openPlace(ask, opened);
      return user === undefined || user === first.user ? first : ask("chooseUser", user);
    });
    change({ lockedBecause: because ?? null });
  }

  return {
    idle,
    lock,
    prepare() {
      running()
        .client.ask("prepare", null)
        // A worker that was ended meanwhile needs no preparation.
        .catch(() => {});
    },
    ask: (name, given, options) => running().client.ask(name, given, options),
    async open(chosen) {
      // A worker that has opened nothing yet has nothing to forget.
      if (place !== null) renew();
      forget();
      store.set(NO_HISTORY);
      place = chosen;
      await show("Reading the list of snapshots.", (ask) => openPlace(ask, chosen));
    },
    chooseUser(user) {
      forget();
      return show("Reading the list of snapshots.", (ask) => ask("chooseUser", user));
    },
    unlock: (key) => show("Trying the key.", (ask) => ask("unlock", key)),
  };
}

/** An error as a person is told of it; `null`: nobody waits for the answer any more. */
export function problemOf(error: unknown): ShownError | null {
  if (error instanceof AnswerError) return error.shown.code === CANCELLED ? null : error.shown;
  const { code, message, hint = null } = toAppError(error);
  return { code, message, hint };
}

/** The code of an answer that was given up. */
const CANCELLED = "cancelled";
