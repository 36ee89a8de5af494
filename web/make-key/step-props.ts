import type { MakeKeyActions } from "./actions.ts";
import type { MakeKeyState, Making } from "./state.ts";

/** What every step is given to draw itself. */
export interface StepProps<Name extends Making["step"] = Making["step"]> {
  readonly making: Extract<Making, { step: Name }>;
  readonly state: MakeKeyState;
  readonly actions: MakeKeyActions;
  /** Where the step is among all, as a text. */
  readonly place: string;
}
