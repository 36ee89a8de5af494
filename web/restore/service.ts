import { snapshotFiles } from "../../src/history/walk-snapshots.ts";
import type { Library } from "../../src/restore/library.ts";
import { loadLibrary } from "../../src/restore/load-library.ts";
import { type PlanRules, planLibrary } from "../../src/restore/make-plan.ts";
import type { Plan } from "../../src/restore/plan.ts";
import type { SourceItem } from "../../src/restore/restore-item.ts";
import { normaliseDetails } from "../../src/spotify/playlist-details.ts";
import { linkTo } from "../../src/spotify/references.ts";
import type { WorkerSession } from "../worker/session.ts";
import { readDryRun } from "./dry-run-file.ts";
import { type LookUps, type ShownPreview, shownPreview } from "./shown-preview.ts";
import { EMPTY_TARGET, targetAsOf } from "./snapshot-target.ts";

/** The restore of a snapshot that a person has in mind. */
export interface PreviewRequest {
  readonly snapshot: string;
  /** Kinds and ids of files; empty: everything. */
  readonly only: readonly string[];
  /** The snapshot that shows the account; `null`: the account has nothing. */
  readonly target: string | null;
}

const PROVIDER = "spotify";

/** Answers questions about what a restore would do. Nothing is asked of Spotify. */
export function restoreService(session: WorkerSession) {
  async function load(name: string, only: readonly string[]): Promise<Library> {
    const { ref } = await session.snapshot(name);
    const { store, history, deps } = session.current();
    const files = snapshotFiles(store, ref);
    const snapshot = { ...ref, files, evidence: history.evidence };
    const reading = { open: deps.open, only, provider: PROVIDER, unproved: false };
    return loadLibrary([{ label: name, snapshot }], reading);
  }

  return {
    async previewRestore({ snapshot, only, target }: PreviewRequest): Promise<ShownPreview> {
      const library = await load(snapshot, only);
      const there = target === null ? EMPTY_TARGET : targetAsOf(await load(target, []));
      const plan = planLibrary(library, there, rulesFor(target !== null));
      const { skipped: unusable, incomplete } = library;
      return shownPreview({ plan, unusable, incomplete }, lookUpsOf(plan));
    },

    readDryRun: async (content: Uint8Array): Promise<ShownPreview> =>
      shownPreview(readDryRun(content)),
  };
}

/** The numbers of items of `plan` that Spotify would be searched for. */
function lookUpsOf({ collections, playlists }: Plan): LookUps {
  const among = (items: readonly SourceItem[]) =>
    items.filter(({ state }) => state === "lookup").length;
  const added = playlists.flatMap(({ inserts }) => inserts.flatMap(({ items }) => items));
  return new Map([
    ...collections.map(({ kind, missing }) => [kind as string, among(missing)] as const),
    ["in playlists", among(added)],
  ]);
}

/** The rules for a restore that nothing was done of, into the account itself or into another one. */
function rulesFor(isSameAccount: boolean): PlanRules {
  return {
    provider: PROVIDER,
    normalise: normaliseDetails,
    link: linkTo,
    isSameUser: () => isSameAccount,
    created: new Map(),
    opening: new Map(),
    replaced: new Map(),
    unresolved: new Map(),
    covers: new Set(),
  };
}
