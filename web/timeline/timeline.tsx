import { statusText } from "../../src/report/snapshots.ts";
import { count } from "../../src/report/text.ts";
import { hashOf } from "../route.ts";
import type { Timeline } from "./questions.ts";

/** Every snapshot of the history, newest first. */
export function TimelineScreen({ timeline }: { readonly timeline: Timeline }) {
  return (
    <main class="wide" aria-labelledby="title">
      <h1 id="title">Timeline</h1>
      <ol class="snapshots">
        {timeline.snapshots.toReversed().map(({ name, metadata, code }) => (
          <li key={name}>
            <a href={hashOf({ screen: "snapshot", name, list: null })}>{name}</a>{" "}
            {statusText(metadata, code)}{" "}
            {count(metadata?.kinds.find(({ kind }) => kind === "likes")?.entries ?? 0)} likes
          </li>
        ))}
      </ol>
    </main>
  );
}
