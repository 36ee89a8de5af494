import { describeItem } from "../model/describe-item.ts";
import type { Entry } from "../model/records.ts";
import { keyOf, type Wanted } from "../resolve/wanted.ts";

/**
 * One entry as a restore sees it. `reference` names it to the provider:
 * - `ready`: it can be put back as it is;
 * - `lookup`: the provider no longer showed it, or it came without a reference; its recording may be
 *   there under another one;
 * - `local`, `gone`: no provider can be told to add it. `reference` is empty.
 */
export interface Item {
  readonly state: "ready" | "lookup" | "local" | "gone";
  readonly reference: string;
  readonly isrc?: string;
  /** For reports that only the owner sees. */
  readonly title: string;
  readonly addedAt: string | null;
}

/** An entry of the snapshot, with what a person finds it again by. Nothing else of it is kept. */
export interface SourceItem extends Item {
  /** The artists or authors; for an episode, the show. */
  readonly artists: readonly string[];
  /** Its place in its list, from 1. */
  readonly position: number;
  /** Its reference, even if the provider cannot be told to add it; empty: it has none. */
  readonly ownReference: string;
  /** The recording that has to be found, for a `lookup`. */
  readonly wanted?: Wanted;
}

/** The facts that were learned about references that the provider refused, or no longer shows. */
export interface Findings {
  /** Reference → the reference that replaces it; `null`: none does. */
  readonly replaced: ReadonlyMap<string, string | null>;
}

/** Begins the reference of a recording that has none. No provider knows it. */
export const WORDS_PREFIX = "words:";

/** The entry as `provider` can be told of it. */
export function toItem(entry: Entry, provider: string): Item {
  const { addedAt } = entry;
  const known = entry.type === "unavailable" ? entry.known : entry;
  if (known === undefined) return { state: "gone", reference: "", title: "", addedAt };
  const title = "title" in known.item ? known.item.title : known.item.name;
  const isrc = known.type === "track" ? known.item.isrc : undefined;
  const words = { title, addedAt, ...(isrc === undefined ? {} : { isrc }) };
  if (known.type === "local") return { state: "local", reference: "", ...words };
  const reference = entry.type === "unavailable" ? "" : (known.item.refs[provider] ?? "");
  return { state: reference === "" ? "gone" : "ready", reference, ...words };
}

/** The entry at `position` of one of the source's lists, from 1. */
export function toSourceItem(entry: Entry, provider: string, position: number): SourceItem {
  const known = entry.type === "unavailable" ? entry.known : entry;
  const artists = known === undefined ? [] : describeItem(known).artists;
  const ownReference = known?.item.refs[provider] ?? "";
  const item = { ...toItem(entry, provider), artists, position, ownReference };
  if (item.state !== "gone" || known?.type !== "track") return item;
  const wanted = { key: keyOf(known.item), track: known.item };
  const reference = ownReference || `${WORDS_PREFIX}${wanted.key}`;
  return { ...item, state: "lookup", reference, wanted };
}

/** Whether the provider had it in a list once, and did not show it any more. */
export function isHidden({ wanted, ownReference }: SourceItem): boolean {
  return wanted !== undefined && ownReference !== "";
}

/** The item as a playlist of the target has it. */
export function withoutOrigin({ state, reference, isrc, title, addedAt }: SourceItem): Item {
  return { state, reference, title, addedAt, ...(isrc === undefined ? {} : { isrc }) };
}

/** Whether there is a way to put it back. */
export function isRestorable({ state }: Item): boolean {
  return state === "ready" || state === "lookup";
}

/** The item after the findings are applied: unchanged, replaced, or given up. */
export function withFindings<T extends Item>(item: T, { replaced }: Findings): T {
  const found = isRestorable(item) ? standInFor(item.reference, replaced) : undefined;
  if (found === undefined) return item;
  if (found === null) {
    return { ...item, state: "gone", reference: item.state === "ready" ? item.reference : "" };
  }
  return { ...item, state: "ready", reference: found };
}

/** Follows the findings to their end: what stands in for a reference may itself be replaced. */
function standInFor(reference: string, replaced: Findings["replaced"]): string | null | undefined {
  const seen = new Set([reference]);
  let found = replaced.get(reference);
  while (typeof found === "string" && !seen.has(found)) {
    seen.add(found);
    const next = replaced.get(found);
    if (next === undefined) break;
    found = next;
  }
  return found;
}

/**
 * Names things alike that are the same recording: gives for each of the target's items what the
 * source calls it. A provider that takes one reference may show another one; then their ISRC is the
 * same, and the source's own reference is nowhere in the target.
 */
export function alignWith(source: readonly Item[], target: readonly Item[]): readonly string[] {
  const wanted = new Set(source.map(({ reference }) => reference));
  const there = new Set(target.map(({ reference }) => reference));
  const byIsrc = new Map<string, string>();
  for (const { reference, isrc } of source) {
    if (isrc !== undefined && !there.has(reference)) byIsrc.set(isrc, reference);
  }
  return target.map(({ state, reference, isrc }) => {
    if (state === "local" || reference === "") return "";
    if (wanted.has(reference) || isrc === undefined) return reference;
    return byIsrc.get(isrc) ?? reference;
  });
}
