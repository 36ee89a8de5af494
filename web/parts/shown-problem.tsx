import type { ShownError } from "../worker/messages.ts";
import { ProblemAlert } from "./problem-alert.tsx";

/** An error of the worker, and what to do about it. */
export function ShownProblem({ id, error }: { readonly id: string; readonly error: ShownError }) {
  const { message, hint } = error;
  return <ProblemAlert id={id} text={hint === null ? message : `${message}\n${hint}`} />;
}
