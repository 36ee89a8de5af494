import type * as z from "zod";
import type { State } from "../model/state.ts";

/** The value in `state` under `name`; `null`: there is none, or not one that `schema` describes. */
export async function decodeState<T>(
  state: State,
  name: string,
  schema: z.ZodType<T>,
): Promise<T | null> {
  const bytes = await state.read(name);
  if (bytes === null) return null;
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    // Another version of the program wrote it.
    return null;
  }
}

/** Keeps `value` in `state` under `name`. */
export async function encodeState(state: State, name: string, value: unknown): Promise<void> {
  await state.write(name, new TextEncoder().encode(JSON.stringify(value)));
}
