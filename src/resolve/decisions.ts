import * as z from "zod";
import type { State } from "../model/state.ts";
import { decodeState, encodeState } from "./state-json.ts";

/** The name of the decisions in a state. */
const NAME = "decisions";

const decisionsSchema = z.array(z.tuple([z.string(), z.string().nullable()]));

/**
 * The decisions of a person: the key of a recording → the reference to write in its place; `null`:
 * nothing is written.
 */
export type Decisions = ReadonlyMap<string, string | null>;

/** All decisions so far: those in `state`, and the new ones, which are kept there. */
export async function keepDecisions(state: State, fresh: Decisions): Promise<Decisions> {
  const kept = new Map((await decodeState(state, NAME, decisionsSchema)) ?? []);
  const isNew = [...fresh].some(([key, choice]) => kept.get(key) !== choice);
  if (!isNew) return kept;
  const all = new Map([...kept, ...fresh]);
  await encodeState(state, NAME, [...all]);
  return all;
}

/** Nothing is decided. */
export const NO_DECISIONS: Decisions = new Map();
