import { counted } from "../../src/report/text.ts";
import { linkTo } from "../../src/spotify/references.ts";
import { hashOf } from "../route.ts";
import { dayText } from "../timeline/times.ts";
import type { FoundRow } from "./service.ts";

/** One thing that was found: in which lists it was, and when. */
export function FoundCard({ row }: { readonly row: FoundRow }) {
  const { type, title, artists, refs, spans } = row;
  const link = linkTo(refs["spotify"] ?? "");
  const current = spans.filter(({ until }) => until === null).length;
  return (
    <li class="card">
      <h2 class="found">
        {title || "Without a title"} <small>{[artists, type].filter(Boolean).join(" · ")}</small>
      </h2>
      <p class="counts">
        {current === 0 ? "No longer in the library" : `Now in ${counted(current, "list")}`}
        {link !== null && (
          <>
            {" · "}
            <a href={link} target="_blank" rel="noreferrer">
              Open in Spotify
            </a>
          </>
        )}
      </p>
      <ul class="spans">
        {spans.map(({ in: list, file, addedAt, from, until }) => (
          <li key={`${file} ${from} ${addedAt}`}>
            <a href={hashOf({ screen: "snapshot", name: from, list: file })}>{list}</a>
            {addedAt !== null && `, added on ${addedAt.slice(0, 10)}`}:{" "}
            {until === null
              ? `there since the snapshot of ${dayText(from)}`
              : `from ${dayText(from)} on, gone in the snapshot of ${dayText(until)}`}
          </li>
        ))}
      </ul>
    </li>
  );
}
