import { count } from "../../src/report/text.ts";
import type { ShownPreview } from "./shown-preview.ts";

interface PreviewTablesProps {
  readonly preview: ShownPreview;
  readonly heading: string;
}

/** So many playlists are shown at first. */
const FIRST = 50;

/** The things that a restore would add, by kind and by playlist, and those that it would not. */
export function PreviewTables({ preview, heading }: PreviewTablesProps) {
  const { rows, playlists, lines } = preview;
  const changed = playlists.filter(({ happens }) => happens !== "there");
  return (
    <section class="panel" aria-labelledby="preview-title">
      <h2 id="preview-title">{heading}</h2>
      {rows.length === 0 ? (
        <p>Nothing: everything is there already.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Kind</th>
              <th scope="col">To add</th>
              <th scope="col">There</th>
              <th scope="col">Left out</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([kind, ...numbers]) => (
              <tr key={kind}>
                <th scope="row">{kind}</th>
                {numbers.map((number, at) => (
                  <td key={`${kind} ${at}`} class="number">
                    {number}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
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
      {lines.length > 0 && (
        <ul class="lines" aria-label="What is left out">
          {lines.map((line, at) => (
            <li key={`${at} ${line}`} dir="auto">
              {line}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
