import type { MakeKeyActions } from "./actions.ts";
import type { MakeKeyState, Making } from "./state.ts";

/** The properties that every step gets. */
export interface StepProps<Name extends Making["step"] = Making["step"]> {
  readonly making: Extract<Making, { step: Name }>;
  readonly state: MakeKeyState;
  readonly actions: MakeKeyActions;
  /** The number of the step and of all steps, as a text. */
  readonly place: string;
}
