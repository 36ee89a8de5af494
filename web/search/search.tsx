import { skippedSnapshotLines } from "../../src/report/skipped-snapshots.ts";
import { count, counted } from "../../src/report/text.ts";
import { ShownProblem } from "../parts/shown-problem.tsx";
import { MOST_SHOWN } from "./actions.ts";
import { FoundCard } from "./found-card.tsx";
import type { SearchState } from "./state.ts";

interface SearchScreenProps {
  readonly state: SearchState;
  readonly isReadable: boolean;
}

/** The entries of the history that have the words in the search box above. */
export function SearchScreen({ state, isReadable }: SearchScreenProps) {
  const { found, rows, problem } = state;
  return (
    <main class="wide" aria-labelledby="title">
      <h1 id="title" tabIndex={-1}>
        Search
      </h1>
      {isReadable ? (
        <p role="status" class="hint">
          {statusOf(state)}
        </p>
      ) : (
        <p class="hint">The snapshots are sealed. Unlock them with your key first.</p>
      )}
      {problem !== null && isReadable && <ShownProblem id="search-problem" error={problem} />}
      <ol class="cards">
        {rows.map((row, at) => (
          <FoundCard key={`${found?.view} ${at}`} row={row} />
        ))}
      </ol>
      {skippedSnapshotLines(found?.skipped ?? []).map((line) => (
        <p key={line} class="warning">
          {line}
        </p>
      ))}
    </main>
  );
}

function statusOf({ text, found, isWorking, progress }: SearchState): string {
  if (progress !== null) {
    return `Reading the history: ${count(progress.done)} of ${counted(progress.total, "list")}.`;
  }
  if (text.trim() === "") {
    return "Type words of a title, an artist, an album or a playlist above. You see in which lists it was, and when.";
  }
  if (found === null) return isWorking ? "Searching." : "";
  const matches = counted(found.length, "match", "matches");
  const all = `${matches} in ${counted(found.searched, "snapshot")}.`;
  return found.length > MOST_SHOWN ? `${all} The first ${MOST_SHOWN} are shown.` : all;
}
