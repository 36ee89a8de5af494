import { createKeyStep, type KeyLocation, type KeyTools } from "./key-step.ts";
import { createLoginStep, type GuidedLogin } from "./login-step.ts";
import { createRepositoryStep, type GuideContext } from "./repository-step.ts";
import { createRunStep, createScheduleStep, type WatchedRun } from "./run-step.ts";
import type { SetupStep } from "./setup.ts";
import { createTokenStep } from "./token-step.ts";

/** The parts that single steps need besides the context. */
export interface GuideParts {
  readonly login: GuidedLogin;
  readonly keyring: KeyTools;
  readonly keyLocation: KeyLocation;
  /** Is told how the run ended that was waited for. */
  readonly onRun: (run: WatchedRun) => void;
}

/** All steps, in their order. */
export function createSteps(context: GuideContext, parts: GuideParts): readonly SetupStep[] {
  return [
    createRepositoryStep(context),
    createLoginStep(context, parts.login),
    createKeyStep(context, parts.keyring, parts.keyLocation),
    createTokenStep(context),
    createScheduleStep(context),
    createRunStep(context, parts.onRun),
  ];
}
