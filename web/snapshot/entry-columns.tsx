import { count } from "../../src/report/text.ts";
import { linkTo } from "../../src/spotify/references.ts";
import type { Column } from "../parts/virtual-grid.tsx";
import type { EntryRow } from "./entry-row.ts";

/** The columns of a list's table. Their ids are those that the worker sorts by. */
export const ENTRY_COLUMNS: readonly Column<EntryRow>[] = [
  { id: "place", name: "No.", cell: ({ place }) => count(place + 1) },
  { id: "title", name: "Title", cell: (row) => <Title row={row} /> },
  { id: "artists", name: "Artists", cell: ({ artists }) => <bdi>{artists}</bdi> },
  { id: "album", name: "Album", cell: ({ album }) => <bdi>{album}</bdi> },
  { id: "addedAt", name: "Added", cell: ({ addedAt }) => addedAt?.slice(0, 10) },
  { id: "durationMs", name: "Length", cell: ({ durationMs }) => lengthText(durationMs) },
];

/** The title, and what is unusual about the entry. */
function Title({ row }: { readonly row: EntryRow }) {
  const { title, refs, type, isExplicit } = row;
  const link = linkTo(refs["spotify"] ?? "");
  const mark = MARKS[type] ?? (isExplicit ? "explicit" : null);
  const text = (
    <bdi>{title || (type === "unavailable" ? "Nothing is known of it" : "Without a title")}</bdi>
  );
  return (
    <>
      {link === null ? (
        text
      ) : (
        <a href={link} target="_blank" rel="noopener noreferrer" tabIndex={-1}>
          {text}
        </a>
      )}
      {mark !== null && <span class="mark">{mark}</span>}
    </>
  );
}

const MARKS: Readonly<Record<string, string>> = {
  unavailable: "no longer available",
  local: "local file",
};

/** A length of time: `3:05`, `1:02:03`. */
function lengthText(ms: number | null): string {
  if (ms === null) return "";
  const seconds = Math.round(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [first = 0, ...rest] = parts[0] === 0 ? parts.slice(1) : parts;
  return [first, ...rest.map((part) => String(part).padStart(2, "0"))].join(":");
}
