import { count } from "../../src/report/text.ts";
import type { ShownPreview } from "./shown-preview.ts";

interface PreviewTablesProps {
  readonly preview: ShownPreview;
  readonly heading: string;
}

/** The number of playlists that are shown at first. */
const FIRST = 50;

/** The things that a restore would add, by kind and by playlist, and those that it would not. */
export function PreviewTables({ preview, heading }: PreviewTablesProps) {
  const { rows, added, playlists, lines } = preview;
  const changed = playlists.filter(({ happens }) => happens !== "there");
  return (
    <section class="panel" aria-labelledby="preview-title">
      <h2 id="preview-title">{heading}</h2>
      {rows.length === 0 ? <p>Nothing: everything is there already.</p> : <Numbers rows={rows} />}
      {added.length > 0 && (
        <details open>
          <summary>By name</summary>
          <GroupedLines label="What would be added, by name" lines={added} />
        </details>
      )}
      {changed.length > 0 && (
        <details open={changed.length <= FIRST}>
          <summary>Playlists, one by one</summary>
          <ul class="lines">
            {changed.map(({ name, happens, items }, at) => (
              <li key={`${at} ${name}`}>
                <bdi>{name || "A playlist without a name"}</bdi>: {happens}
                {items > 0 && `, ${count(items)} to add`}
              </li>
            ))}
          </ul>
        </details>
      )}
      {lines.length > 0 && <GroupedLines label="What is left out" lines={lines} />}
    </section>
  );
}

/** Lines, each with those below it that are indented. */
function GroupedLines({
  label,
  lines,
}: {
  readonly label: string;
  readonly lines: readonly string[];
}) {
  return (
    <ul class="lines grouped" aria-label={label}>
      {lines.map((line, at) => (
        <li key={`${at} ${line}`} class={line.startsWith(" ") ? "" : "group"} dir="auto">
          {line.trimStart()}
        </li>
      ))}
    </ul>
  );
}

/** The numbers of each kind. Nobody has to read a column that is empty. */
function Numbers({ rows }: Pick<ShownPreview, "rows">) {
  const columns = COLUMNS.filter(
    ({ id }) => id !== "toLookUp" || rows.some(({ toLookUp }) => toLookUp > 0),
  );
  return (
    <>
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">Kind</th>
            {columns.map(({ id, name }) => (
              <th key={id} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.kind}>
              <th scope="row">{row.kind}</th>
              {columns.map(({ id }) => (
                <td key={id}>{count(row[id])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {columns.length === COLUMNS.length && (
        <p class="hint">
          To look up: recordings without a Spotify id, or that Spotify did not show any more. The
          restore searches for them, and adds those that it is sure of.
        </p>
      )}
    </>
  );
}

const COLUMNS = [
  { id: "toAdd", name: "To add" },
  { id: "toLookUp", name: "To look up" },
  { id: "present", name: "Already there" },
  { id: "leftOut", name: "Left out" },
] as const;
