import type { Contents, ListedFile } from "../../src/history/contents.ts";
import { count, counted } from "../../src/report/text.ts";
import { hashOf } from "../route.ts";

interface ListOfListsProps {
  readonly name: string;
  /** The id of the list that is open; `null`: none is. */
  readonly current: string | null;
  readonly contents: Contents;
}

/** The lists of a snapshot with their numbers of entries. */
export function ListOfLists({ name, current, contents }: ListOfListsProps) {
  const { lists, isLocked } = contents;
  const collections = lists.filter(({ kind }) => kind !== "playlists");
  const playlists = lists.filter(({ kind }) => kind === "playlists");
  const links = (some: readonly ListedFile[]) => (
    <ul class="lists">
      {some.map((one) => (
        <li key={one.id}>
          {isLocked || !isStored(one) ? (
            <span class="quiet">{titleOf(one)}</span>
          ) : (
            <a
              href={hashOf({ screen: "snapshot", name, list: one.id })}
              aria-current={one.id === current ? "page" : undefined}
            >
              {titleOf(one)}
            </a>
          )}
          <span class="number">{entriesText(one)}</span>
        </li>
      ))}
    </ul>
  );
  return (
    <nav aria-label="Lists">
      {links(collections)}
      {playlists.length > 0 && (
        <>
          <h2>{counted(playlists.length, "playlist")}</h2>
          {isLocked && (
            <p class="hint">
              The snapshot is sealed, so the names of playlists are not shown. Your key shows them,
              and what is in the lists.
            </p>
          )}
          {links(playlists)}
        </>
      )}
    </nav>
  );
}

/** The name of a list as a person reads it. */
export function titleOf({ title, kind, id }: Pick<ListedFile, "title" | "kind" | "id">) {
  if (kind !== "playlists") return <>{kind.replace(/^./, (letter) => letter.toUpperCase())}</>;
  return <bdi>{title?.trim() || (title === null ? id : "A playlist without a name")}</bdi>;
}

/** Whether there is anything to show of a list: its entries, or the link of a withheld one. */
function isStored({ state, entries }: ListedFile): boolean {
  return entries !== null || state === "withheld";
}

function entriesText({ state, entries }: ListedFile): string {
  const known = entries === null ? "" : count(entries);
  if (state === "ok") return known;
  if (state === "withheld") return "name and link";
  return [known, `(${state})`].filter(Boolean).join(" ");
}
