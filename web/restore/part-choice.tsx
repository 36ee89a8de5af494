import type { Contents, ListedFile } from "../../src/history/contents.ts";
import { count } from "../../src/report/text.ts";
import { titleOf } from "../snapshot/list-of-lists.tsx";

interface PartChoiceProps {
  readonly contents: Contents;
  /** Kinds and ids of files; `null`: everything. */
  readonly only: readonly string[] | null;
  readonly onChoose: (only: readonly string[] | null) => void;
}

/** Asks which parts of the snapshot to restore. */
export function PartChoice({ contents, only, onChoose }: PartChoiceProps) {
  const lists = contents.lists.filter(
    ({ entries, state }) => entries !== null || state === "withheld",
  );
  const collections = lists.filter(({ kind }) => kind !== "playlists");
  const playlists = lists.filter(({ kind }) => kind === "playlists");
  const choose = (word: string, isChosen: boolean) => {
    const others = (only ?? []).filter((one) => one !== word);
    onChoose(isChosen ? [...others, word] : others);
  };
  const box = (word: string, title: ReturnType<typeof titleOf>, entries: number | null) => (
    <label class="choice" key={word}>
      <input
        type="checkbox"
        checked={only?.includes(word)}
        onChange={({ currentTarget }) => choose(word, currentTarget.checked)}
      />
      <span>
        {title} {entries !== null && <small>{count(entries)}</small>}
      </span>
    </label>
  );
  const listBox = (list: ListedFile) => box(list.id, titleOf(list), list.entries);
  return (
    <fieldset class="panel">
      <legend>What to restore</legend>
      <label class="choice">
        <input type="radio" name="parts" checked={only === null} onChange={() => onChoose(null)} />
        Everything
      </label>
      <label class="choice">
        <input type="radio" name="parts" checked={only !== null} onChange={() => onChoose([])} />
        Only what I choose
      </label>
      {only !== null && (
        <div class="parts">
          {collections.map(listBox)}
          {playlists.length > 0 && box("playlists", <>All playlists</>, playlists.length)}
          {!only.includes("playlists") && !contents.isLocked && playlists.map(listBox)}
        </div>
      )}
    </fieldset>
  );
}
