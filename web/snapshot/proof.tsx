import type { ListedSnapshot } from "../../src/history/list.ts";
import { doubtText } from "../../src/report/doubts.ts";
import { statusText, verifiedText } from "../../src/report/snapshots.ts";
import { count, size } from "../../src/report/text.ts";
import { hashOf } from "../route.ts";
import { countTexts } from "../timeline/counts.ts";
import type { SnapshotState } from "./state.ts";

interface ProofProps {
  readonly snapshot: ListedSnapshot;
  readonly state: SnapshotState;
  /** Whether only the facts are shown, because a list needs the room. */
  readonly isBrief: boolean;
  readonly onVerify: () => void;
}

/** The counts of a snapshot, and what is proved of it, in the words of `tracksafe verify`. */
export function Proof({ snapshot, state, isBrief, onVerify }: ProofProps) {
  const { name, metadata, code, doubt, proved, problem } = snapshot;
  const { verified, checking } = state;
  const facts = [
    statusText(metadata, code),
    ...(metadata === null ? [] : [metadata.encryption === null ? "in the clear" : "sealed"]),
    doubtText(snapshot),
    doubt === null && proved && metadata?.encryption ? "proved to be yours" : "",
  ].filter(Boolean);
  return (
    <div class="panel">
      <p class="facts">
        <b>{facts.join(", ")}</b>
        {metadata !== null && ` · ${[...countTexts(snapshot), size(metadata.bytes)].join(" · ")}`}
      </p>
      {problem !== null && <p class="warning">{problem}</p>}
      {metadata !== null && !isBrief && (
        <div class="row">
          <button type="button" disabled={checking !== null} onClick={onVerify}>
            Check every byte
          </button>
          <a class="button" href={hashOf({ screen: "restore", name })}>
            Preview a restore
          </a>
          <span role="status" class="said">
            {checking !== null &&
              `Checking: ${count(checking.done)} of ${count(checking.total)} files.`}
          </span>
        </div>
      )}
      {verified !== null && !isBrief && (
        <ul class="lines" aria-label="What was checked">
          {verifiedText([{ ...snapshot, verification: { ...verified, metadata } }])
            .split("\n")
            .map((line, at) => (
              <li key={`${at} ${line}`}>{line}</li>
            ))}
        </ul>
      )}
    </div>
  );
}
