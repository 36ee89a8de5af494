import { createHash } from "node:crypto";
import type { Entry } from "../model/records.ts";
import { canonicalJson } from "../snapshot/canonical.ts";
import type { RunContext } from "./context.ts";
import { contentOf } from "./previous.ts";
import { LostError } from "./recall.ts";

/** What a walk showed, in short. */
export interface Trace {
  /** Equal for two walks that showed the same things, added at the same times, in the same order. */
  digest(): string;
}

/** `pages`, and a trace of those that were taken from them. */
export function traced(
  pages: AsyncIterable<readonly Entry[]>,
): Trace & { readonly pages: AsyncIterable<readonly Entry[]> } {
  const hash = createHash("sha256");
  async function* watch(): AsyncGenerator<readonly Entry[]> {
    for await (const page of pages) {
      hash.update(page.map((entry) => `${canonicalJson(identityOf(entry))}\n`).join(""));
      yield page;
    }
  }
  return { pages: watch(), digest: () => hash.copy().digest("hex") };
}

/** Tells whether a walk showed what the one before it did. */
export type Witness = (trace: string) => Promise<boolean>;

/** A {@link Witness} to whom the first walk before all is what an earlier run stored as `id`. */
export function createWitness(context: RunContext, id: string): Witness {
  let shown: string | null = null;
  return async (trace) => {
    shown ??= await traceKept(context, id);
    const isSame = shown === trace;
    shown = trace;
    return isSame;
  };
}

/** The trace of what an earlier run read to its end; `null`: it did not, or that is lost. */
async function traceKept({ previous, recall }: RunContext, id: string): Promise<string | null> {
  const file = contentOf(previous, id);
  if (file?.entries === undefined || (file.state !== "ok" && file.state !== "stale")) return null;
  const kept = traced(recall.entries(file));
  try {
    for await (const _ of kept.pages);
    return kept.digest();
  } catch (error) {
    if (error instanceof LostError) return null;
    throw error;
  }
}

/** What was known of a slot that shows nothing is no part of what the provider shows. */
function identityOf(entry: Entry): unknown {
  return [entry.addedAt, entry.type === "unavailable" ? null : entry.item.refs];
}
