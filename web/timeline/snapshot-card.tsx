import type { ListedSnapshot } from "../../src/history/list.ts";
import { warningText } from "../../src/report/backup.ts";
import type { Changes } from "../../src/report/changes.ts";
import { doubtText } from "../../src/report/doubts.ts";
import { statusText } from "../../src/report/snapshots.ts";
import { size } from "../../src/report/text.ts";
import { hashOf } from "../route.ts";
import { changeTexts, countTexts } from "./counts.ts";
import { clockText, dayText } from "./times.ts";

interface SnapshotCardProps {
  readonly snapshot: ListedSnapshot;
  /** The name of the snapshot before it; `null`: there is none. */
  readonly before: string | null;
  /** `null`: it is the first; `undefined`: not known yet. */
  readonly changes: Changes | null | undefined;
}

/** One snapshot of the timeline, from its metadata alone. */
export function SnapshotCard({ snapshot, before, changes }: SnapshotCardProps) {
  const { name, metadata, problem, code, latest, doubt, proved } = snapshot;
  const status = statusText(metadata, code);
  const marks = [
    { text: latest ? "latest" : "", tone: "good" },
    { text: status === "complete" ? "" : status, tone: "bad" },
    { text: doubtText(snapshot), tone: "bad" },
    {
      text: doubt === null && proved && metadata?.encryption ? "proved to be yours" : "",
      tone: "good",
    },
  ].filter(({ text }) => text !== "");
  const changed = changes ? changeTexts(changes) : [];
  return (
    <li class="card">
      <p class="when">
        <a href={hashOf({ screen: "snapshot", name, list: null })}>
          {dayText(name)}, {clockText(name)}
        </a>
        <code class="name">{name}</code>
        {marks.map(({ text, tone }) => (
          <span key={text} class={`mark ${tone}`}>
            {text}
          </span>
        ))}
      </p>
      {metadata !== null && (
        <p class="counts">{[...countTexts(snapshot), size(metadata.bytes)].join(" · ")}</p>
      )}
      {changed.length > 0 && before !== null && (
        <p class="changes">
          <a href={hashOf({ screen: "compare", from: before, to: name })}>{changed.join(", ")}</a>
        </p>
      )}
      {problem !== null && <p class="warning">{problem}</p>}
      {metadata?.warnings.map((warning) => (
        <p key={`${warning.code} ${warning.file}`} class="warning">
          {warningText(warning)}
        </p>
      ))}
    </li>
  );
}
