import type { ShownError } from "../worker/messages.ts";
import { Problem } from "./problem.tsx";

/** An error of the worker, and what to do about it. */
export function ShownProblem({ id, error }: { readonly id: string; readonly error: ShownError }) {
  const { message, hint } = error;
  return <Problem id={id} text={hint === null ? message : `${message}\n${hint}`} />;
}
