import { foldText, type Life, readLives, type Span } from "../../src/history/find.ts";
import type { SkippedSnapshot } from "../../src/history/versions.ts";
import { readVersions } from "../../src/history/versions.ts";
import type { Progress } from "../worker/messages.ts";
import type { Call } from "../worker/serve.ts";
import type { OpenHistory, WorkerSession } from "../worker/session.ts";
import { shownLine } from "../worker/shown.ts";
import type { View, Views } from "../worker/views.ts";

/** Something that was found, and its life. Texts are safe to show. */
export interface FoundRow {
  readonly type: Life["type"];
  readonly title: string;
  readonly artists: string;
  readonly refs: Life["refs"];
  /** In which lists it was, and when. */
  readonly spans: readonly Span[];
}

/** The result of a search. Its rows are {@link FoundRow}. */
export interface Found extends View {
  /** The number of snapshots that were searched. */
  readonly searched: number;
  /** Snapshots and files that could not be read, so that something may be missing. */
  readonly skipped: readonly SkippedSnapshot[];
}

/** Everything that the history has, ready to be looked up. */
interface Index {
  readonly lives: readonly Life[];
  /** The words of each life, folded. */
  readonly texts: readonly string[];
  readonly searched: number;
  readonly skipped: readonly SkippedSnapshot[];
}

/** Answers questions about the whole history. */
export function searchService(session: WorkerSession, views: Views) {
  const indexes = new WeakMap<OpenHistory, Promise<Index>>();
  let listen: (progress: Progress) => void = () => {};

  function indexOf(history: OpenHistory): Promise<Index> {
    const known = indexes.get(history) ?? readIndex(history, (progress) => listen(progress));
    indexes.set(history, known);
    // After a failure it is tried again.
    known.catch(() => indexes.delete(history));
    return known;
  }

  return {
    /**
     * Finds what has all words of `text`; nothing for no words. The first search reads the whole
     * history, the others only memory.
     */
    async search(text: string, { onProgress, signal }: Call): Promise<Found> {
      listen = onProgress;
      const { lives, texts, searched, skipped } = await indexOf(session.current());
      signal.throwIfAborted();
      const words = foldText(text).split(/\s+/).filter(Boolean);
      const places = texts.flatMap((one, place) =>
        words.length > 0 && words.every((word) => one.includes(word)) ? [place] : [],
      );
      const view = views.keep("search", {
        length: places.length,
        at: (position) => foundRow(lives[places[position] ?? 0]),
      });
      return { ...view, searched, skipped };
    },
  };
}

async function readIndex(
  { store, history, deps }: OpenHistory,
  onProgress: (progress: Progress) => void,
): Promise<Index> {
  const versions = await readVersions(store, history.user, history.evidence);
  const total = [...versions.files.values()].reduce((sum, of) => sum + of.length, 0);
  // To draw each of some thousand steps would slow down the work itself.
  const step = Math.ceil(total / 100);
  let done = 0;
  const { lives, skipped } = await readLives(
    versions,
    deps,
    () => true,
    () => {
      done += 1;
      if (done % step === 0) onProgress({ done, total });
    },
  );
  const texts = lives.map(({ words }) => foldText(words.join(" ")));
  return { lives, texts, searched: versions.snapshots.length, skipped };
}

function foundRow(life: Life | undefined): FoundRow | null {
  if (life === undefined) return null;
  const { type, title, artists, refs, spans } = life;
  return {
    type,
    title: shownLine(title),
    artists: shownLine(artists.join(", ")),
    refs,
    spans: spans.map((span) => ({ ...span, in: shownLine(span.in) })),
  };
}
