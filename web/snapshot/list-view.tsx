import type { ListedFile } from "../../src/history/contents.ts";
import type { Playlist } from "../../src/model/records.ts";
import { count, counted } from "../../src/report/text.ts";
import { linkTo } from "../../src/spotify/references.ts";
import { ExportForm } from "../export/export-form.tsx";
import { VirtualGrid } from "../parts/virtual-grid.tsx";
import { hashOf } from "../route.ts";
import type { SnapshotActions } from "./actions.ts";
import { Cover } from "./cover.tsx";
import { ENTRY_COLUMNS } from "./entry-columns.tsx";
import { titleOf } from "./list-of-lists.tsx";
import type { OpenList, Sort } from "./service.ts";
import type { SnapshotState } from "./state.ts";

interface ListViewProps {
  /** The list as the snapshot has it; `undefined`: it has none of this name. */
  readonly named: ListedFile | undefined;
  readonly snapshot: string;
  readonly state: SnapshotState;
  readonly actions: SnapshotActions;
}

/** One list: whose it is, and its entries in a table. */
export function ListView({ named, snapshot, state, actions }: ListViewProps) {
  const { request, list, cover } = state;
  if (named === undefined) return <p class="hint">The snapshot has no such list.</p>;
  return (
    <section class="list" aria-labelledby="list-title">
      <p class="back">
        <a href={hashOf({ screen: "snapshot", name: snapshot, list: null })}>
          All of this snapshot
        </a>
      </p>
      <div class="list-head">
        {cover !== null && <Cover jpeg={cover} />}
        <div>
          <h2 id="list-title">{titleOf(named)}</h2>
          {list?.playlist && <PlaylistFacts playlist={list.playlist} />}
        </div>
      </div>
      {list !== null && list.total === null && (
        <p class="hint">
          Spotify did not show what is in this playlist. Its name and link are kept.
        </p>
      )}
      {list !== null && list.total !== null && request !== null && (
        <>
          <div class="row">
            <input
              type="search"
              aria-label="Filter"
              placeholder="Filter"
              autocomplete="off"
              spellcheck={false}
              value={request.filter}
              onInput={({ currentTarget }) => actions.filter(currentTarget.value)}
            />
            <span role="status">{shownText(list)}</span>
          </div>
          <VirtualGrid
            label="Entries"
            name="entries"
            view={list}
            columns={ENTRY_COLUMNS}
            sort={request.sort}
            load={actions.rows}
            onSort={(column) => actions.sort(column as Sort["by"])}
          />
          <ExportForm onExport={actions.export} />
        </>
      )}
    </section>
  );
}

function shownText({ length, total }: OpenList): string {
  const all = counted(total ?? 0, "entry", "entries");
  return length === total ? all : `${count(length)} of ${all}`;
}

function PlaylistFacts({ playlist }: { readonly playlist: Playlist }) {
  const { owner, description, visibility, collaborative, refs } = playlist;
  const link = linkTo(refs["spotify"] ?? "");
  const facts = [
    visibility === "unknown" ? "" : visibility,
    collaborative ? "collaborative" : "",
    playlist.relation === "followed" ? "followed" : "",
  ].filter(Boolean);
  return (
    <>
      {description && (
        <p>
          <bdi>{description}</bdi>
        </p>
      )}
      <p class="counts">
        {owner.name !== "" && (
          <>
            by <bdi>{owner.name}</bdi>
            {" · "}
          </>
        )}
        {facts.join(" · ")}
        {link !== null && (
          <>
            {" · "}
            <a href={link} target="_blank" rel="noopener noreferrer">
              Open in Spotify
            </a>
          </>
        )}
      </p>
    </>
  );
}
