import type { ListedSnapshot } from "../../src/history/list.ts";
import { count } from "../../src/report/text.ts";
import { likesOf, playlistsOf } from "./counts.ts";
import { dayText, timeOf } from "./times.ts";

/** The size of a drawing, in units of the drawing. */
const [WIDTH, HEIGHT] = [600, 90];
/** The room that the thickness of a line takes. */
const MARGIN = 4;
/** More points than this cannot be told from each other. */
const MOST_POINTS = 400;

interface Point {
  readonly name: string;
  readonly value: number;
}

/** The numbers of likes and playlists over time, as two lines and as a table. */
export function Chart({ snapshots }: { readonly snapshots: readonly ListedSnapshot[] }) {
  const believed = snapshots.filter(
    ({ doubt, metadata }) => doubt === null && metadata !== null && metadata.status !== "failed",
  );
  const series = (of: (snapshot: ListedSnapshot) => number | null): readonly Point[] =>
    believed.flatMap((snapshot) => {
      const value = of(snapshot);
      return value === null ? [] : [{ name: snapshot.name, value }];
    });
  return (
    <div class="charts">
      <Line title="Likes" points={series(likesOf)} />
      <Line title="Playlists" points={series(playlistsOf)} />
    </div>
  );
}

function Line({ title, points }: { readonly title: string; readonly points: readonly Point[] }) {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return null;
  const shown = thinned(points);
  const values = points.map(({ value }) => value);
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const text = `${title} from ${dayText(first.name)} to ${dayText(last.name)}: ${count(first.value)} at first, ${count(last.value)} at last; at least ${count(least)}, at most ${count(greatest)}.`;
  return (
    <figure class="chart">
      <figcaption>
        <b>{title}</b> {count(first.value)} → {count(last.value)}
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={text}
      >
        <polyline points={pathOf(shown, least, greatest)} vector-effect="non-scaling-stroke" />
      </svg>
      <p class="axis" aria-hidden="true">
        <span>{dayText(first.name)}</span>
        <span>{dayText(last.name)}</span>
      </p>
      <details>
        <summary>{title} as a table</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">Month</th>
              <th scope="col">{title} in the last snapshot</th>
            </tr>
          </thead>
          <tbody>
            {lastOfMonths(points).map(({ name, value }) => (
              <tr key={name}>
                <th scope="row">{name.slice(0, 7)}</th>
                <td>{count(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function pathOf(points: readonly Point[], least: number, greatest: number): string {
  const times = points.map(({ name }) => timeOf(name).getTime());
  const [start, end] = [times[0] ?? 0, times.at(-1) ?? 0];
  const [width, height] = [WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN];
  return points
    .map(({ value }, at) => {
      const x = MARGIN + (width * ((times[at] ?? start) - start)) / Math.max(end - start, 1);
      const share = greatest === least ? 0.5 : (value - least) / (greatest - least);
      return `${x.toFixed(1)},${(MARGIN + height * (1 - share)).toFixed(1)}`;
    })
    .join(" ");
}

/** The points without those that are too close to others, but with the last one. */
function thinned(points: readonly Point[]): readonly Point[] {
  const step = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, at) => at % step === 0 || at === points.length - 1);
}

/** Newest first. */
function lastOfMonths(points: readonly Point[]): readonly Point[] {
  return [...new Map(points.map((point) => [point.name.slice(0, 7), point])).values()].reverse();
}
