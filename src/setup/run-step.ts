import type { Clock } from "../clock.ts";
import { CancelledError } from "../errors.ts";
import type { WorkflowRepository, WorkflowRun } from "../model/workflow-repository.ts";
import {
  BACKUP_WORKFLOW,
  type FoundSnapshots,
  findSnapshots,
  type GuideContext,
} from "./repository-step.ts";
import { NEEDED, readSettings } from "./settings.ts";
import type { SetupStep, StepState } from "./setup.ts";

/** The workflows that run by themselves. */
const SCHEDULED = [BACKUP_WORKFLOW, "verify.yml"];

/** Those that somebody will want to start one day. */
const ON_DEMAND = ["restore.yml", "reauthorize.yml"];

/**
 * The first wait for a run, in milliseconds; each is twice the one before, to `LONGEST_WAIT_MS`.
 */
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 15_000;
const WAIT_IN_ALL_MS = 30 * 60 * 1000;

/** The step that switches schedules on which GitHub, or somebody, has switched off. */
export function createScheduleStep({ asker, repository, onWritten }: GuideContext): SetupStep {
  const { workflows } = repository;
  return {
    name: "schedule",
    title: "The schedule",
    isRequired: true,
    question: "Switch it on?",
    writes: ["switch on the workflows"],
    without: "No backup will run by itself.",
    async look() {
      const off = await switchedOff(workflows);
      if (off.length === 0) {
        return {
          isDone: true,
          sentence: "The workflows are switched on: a backup every day, and a check every week.",
        };
      }
      return { isDone: false, sentence: `Switched off: ${off.join(", ")}.` };
    },
    async carryOut() {
      for (const file of await switchedOff(workflows)) {
        await workflows.enableWorkflow(file);
        onWritten(`workflow ${file} on`);
      }
      asker.say("The workflows are switched on.");
      return "done";
    },
  };
}

async function switchedOff(workflows: WorkflowRepository): Promise<readonly string[]> {
  const off: string[] = [];
  for (const file of [...SCHEDULED, ...ON_DEMAND]) {
    const state = (await workflows.workflow(file))?.state ?? "active";
    // The owner may have switched a workflow off on purpose that only runs when it is needed.
    const isMeant = ON_DEMAND.includes(file) && state === "disabled_manually";
    if (state !== "active" && !isMeant) off.push(file);
  }
  return off;
}

/** The run that the guide waited for, as it ended. */
export interface WatchedRun {
  readonly url: string;
  /** `null`: it was still going on when the waiting ended. */
  readonly conclusion: WorkflowRun["conclusion"];
  /** The newest snapshot's name; `null`: there is none, or it cannot be seen from here. */
  readonly snapshot: string | null;
}

/** The step that makes the first snapshot. `onRun` is told the result. */
export function createRunStep(context: GuideContext, onRun: (run: WatchedRun) => void): SetupStep {
  const { asker, repository, onWritten } = context;
  const { workflows } = repository;
  return {
    name: "first-run",
    title: "The first backup",
    isRequired: true,
    question: "Start it now?",
    writes: [`start the workflow ${BACKUP_WORKFLOW}`],
    without: "The schedule will start it.",
    look: () => lookAtRuns(context),
    async carryOut() {
      const settings = await readSettings(workflows);
      const missing = NEEDED.filter((name) => !settings.has(name));
      if (missing.length > 0) {
        asker.say(`The backup cannot run yet. These settings are missing: ${missing.join(", ")}.`);
        return "failed";
      }
      const running = await workflows.lastRun(BACKUP_WORKFLOW);
      let run = running?.conclusion === null ? running : null;
      if (run === null) {
        run = await workflows.startWorkflow(BACKUP_WORKFLOW);
        onWritten(`a run of ${BACKUP_WORKFLOW}`);
      }
      asker.say(
        `The backup is running: ${run.url}\nWaiting until it ends. If you press Ctrl-C, it goes on without this command.`,
      );
      const { url, conclusion } = await awaitEnd(run, context);
      const found = conclusion === "success" ? await findSnapshots(context, settings) : null;
      onRun({ url, conclusion, snapshot: found?.newest?.name ?? null });
      const { isDone, sentence } = describeEnd({ url, conclusion }, found);
      asker.say(sentence);
      return isDone ? "done" : "failed";
    },
  };
}

async function lookAtRuns(context: GuideContext): Promise<StepState> {
  const last = await context.repository.workflows.lastRun(BACKUP_WORKFLOW);
  if (last === null) return { isDone: false, sentence: "The workflow has not run yet." };
  if (last.conclusion === null)
    return { isDone: false, sentence: `A run is still going on: ${last.url}` };
  if (last.conclusion !== "success") {
    return { isDone: false, sentence: `The last run failed: ${last.url}` };
  }
  if (context.hasWritten()) {
    return { isDone: false, sentence: "The workflow has not run with the new settings yet." };
  }
  const found = await findSnapshots(context, await readSettings(context.repository.workflows));
  // A run that found nothing set up ends well too.
  if (found !== null && found.newest === null) {
    return { isDone: false, sentence: "The workflow has run, but no snapshot exists yet." };
  }
  const what = found?.newest
    ? `, and the newest snapshot is ${found.newest.name}.`
    : `. Its snapshot cannot be seen with this token: ${last.url}`;
  return { isDone: true, sentence: `The last run succeeded${what}` };
}

/** The run as it ended, or as it is when the waiting does. Throws `CancelledError`. */
async function awaitEnd(run: WorkflowRun, context: GuideContext): Promise<WorkflowRun> {
  const { repository, clock, signal } = context;
  const deadline = clock.now().getTime() + WAIT_IN_ALL_MS;
  let [now, wait] = [run, FIRST_WAIT_MS];
  while (now.conclusion === null && clock.now().getTime() < deadline) {
    await sleep(clock, wait, signal);
    wait = Math.min(2 * wait, LONGEST_WAIT_MS);
    now = await repository.workflows.run(run.id);
  }
  return now;
}

async function sleep(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  await clock.sleep(ms, signal).catch((cause: unknown) => {
    if (!signal?.aborted) throw cause;
    throw new CancelledError("cancelled", "Stopped waiting; the run goes on.", { cause });
  });
}

function describeEnd(
  { url, conclusion }: Pick<WorkflowRun, "url" | "conclusion">,
  found: FoundSnapshots | null,
): StepState {
  if (conclusion === null) {
    const sentence = `The backup still runs after half an hour. A large library can take an hour. Its page is ${url}`;
    return { isDone: false, sentence };
  }
  if (conclusion !== "success") {
    const sentence = `The backup failed. Its summary says why, and what to do: ${url}\nThen run tracksafe setup again. It goes on from here.`;
    return { isDone: false, sentence };
  }
  if (found === null) {
    return {
      isDone: true,
      sentence: `The backup succeeded. The snapshot cannot be seen with this token: ${url}`,
    };
  }
  if (found.newest === null) {
    return {
      isDone: false,
      sentence: `The backup ended without a snapshot. Its summary says why: ${url}`,
    };
  }
  const { name, isComplete } = found.newest;
  const how = isComplete
    ? "It is complete."
    : `It is partial; the run's summary says what is missing: ${url}`;
  return { isDone: true, sentence: `The first snapshot exists: ${name}. ${how}` };
}
