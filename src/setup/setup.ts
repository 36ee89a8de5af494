import { type Asker, confirm, isCorrectable, problemText } from "./asker.ts";

/** The steps there are, in their order. */
export const STEPS = ["place", "login", "key", "secrets-token", "schedule", "first-run"] as const;

/** The name of a step, as flags and reports have it. */
export type StepName = (typeof STEPS)[number];

/** The present state of a step. */
export interface StepState {
  /** Whether nothing is left to do. */
  readonly isDone: boolean;
  /** Says what is there, or what is missing. */
  readonly sentence: string;
}

/** One part of the way to a first snapshot. */
export interface SetupStep {
  readonly name: StepName;
  readonly title: string;
  /** Whether there is no backup without it. */
  readonly isRequired: boolean;
  /** Asks whether to do it now. */
  readonly question: string;
  /** The changes that it makes, in words. */
  readonly writes: readonly string[];
  /** Says what happens if it is left out. */
  readonly without: string;
  /** Looks at the present state, and changes nothing. */
  look(): Promise<StepState>;
  /**
   * Does it; `failed`: it failed, as the person was told. May be called again after
   * it threw, and then goes on where it was.
   */
  carryOut(): Promise<"done" | "failed" | "skipped">;
}

/** The outcome of a step. `planned`: a dry run did not carry it out. */
export type StepOutcome = "kept" | "done" | "skipped" | "failed" | "planned";

/** The report of one step. */
export interface StepReport {
  readonly name: StepName;
  readonly outcome: StepOutcome;
  readonly isRequired: boolean;
}

/** The options of {@link runSetupSteps}. */
export interface GuideOptions {
  /** Steps to do although they are done. */
  readonly again: ReadonlySet<StepName>;
  /** Steps to leave out. */
  readonly skip: ReadonlySet<StepName>;
  /** Whether to say only what would be written. */
  readonly dryRun: boolean;
}

/**
 * Leads the person through `steps`. Finished steps are kept, unless they are to be done again. A
 * failed step can be tried again. A step that is left out does not stop the rest.
 *
 * Throws what a step throws that the person does not want to try again.
 */
export async function runSetupSteps(
  steps: readonly SetupStep[],
  asker: Asker,
  options: GuideOptions,
): Promise<readonly StepReport[]> {
  const reports: StepReport[] = [];
  for (const [index, step] of steps.entries()) {
    asker.say(`\n[${index + 1}/${steps.length}] ${step.title}`);
    const outcome = await take(step, asker, options);
    reports.push({ name: step.name, outcome, isRequired: step.isRequired });
  }
  return reports;
}

/** Whether everything is there that a backup needs. */
export function isComplete(reports: readonly StepReport[]): boolean {
  return reports.every(
    ({ isRequired, outcome }) => !isRequired || outcome === "kept" || outcome === "done",
  );
}

async function take(step: SetupStep, asker: Asker, options: GuideOptions): Promise<StepOutcome> {
  const { isDone, sentence } = await step.look();
  asker.say(sentence);
  if (isDone && !options.again.has(step.name)) return "kept";
  if (!(await isWanted(step, asker, options))) {
    asker.say(`This step is left out. ${step.without}`);
    return "skipped";
  }
  if (options.dryRun) {
    asker.say(`This step would ${step.writes.join(", and ")}.`);
    return "planned";
  }
  const outcome = await tryUntilDone(step, asker);
  if (outcome === "skipped") asker.say(`This step is left out. ${step.without}`);
  return outcome;
}

async function isWanted(
  { name, isRequired, question }: SetupStep,
  asker: Asker,
  { again, skip, dryRun }: GuideOptions,
): Promise<boolean> {
  if (skip.has(name)) return false;
  if (dryRun || again.has(name)) return true;
  // If nobody is there to answer, optional steps are left out. A required step then throws.
  return (isRequired || asker.isInteractive) && (await confirm(asker, question, isRequired));
}

async function tryUntilDone(step: SetupStep, asker: Asker): Promise<StepOutcome> {
  for (;;) {
    try {
      return await step.carryOut();
    } catch (error) {
      if (!isCorrectable(error) || !asker.isInteractive) throw error;
      asker.say(problemText(error));
      if (await confirm(asker, "Try again?", true)) continue;
      if (step.isRequired) throw error;
      return "skipped";
    }
  }
}
