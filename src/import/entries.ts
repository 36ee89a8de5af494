import type { Entry } from "../model/records.ts";

/** The entries of one list, in the order of the file. A long list is kept packed. */
export interface ListEntries {
  readonly length: number;
  /** Yields the pages. It can be called again; `backwards`: begins with the last entry. */
  pages(backwards?: "backwards"): AsyncIterable<readonly Entry[]>;
}

/** The number of entries in a page. */
const PAGE = 500;

/** The number of pages of a list that stay as they are. */
const UNPACKED_PAGES = 40;

/** Entries that are at hand as a whole. */
export function entriesFromArray(entries: readonly Entry[]): ListEntries {
  const pages = Array.from({ length: Math.ceil(entries.length / PAGE) }, (_, at) =>
    entries.slice(at * PAGE, (at + 1) * PAGE),
  );
  return { length: entries.length, pages: (backwards) => readPages(pages, backwards) };
}

/** Joins lists, in this order. */
export function joinEntries(lists: readonly ListEntries[]): ListEntries {
  return {
    length: lists.reduce((sum, { length }) => sum + length, 0),
    async *pages(backwards) {
      for (const list of inOrder(lists, backwards)) yield* list.pages(backwards);
    },
  };
}

/** The same entries, the last one first. */
export function reverseEntries({ length, pages }: ListEntries): ListEntries {
  return { length, pages: (backwards) => pages(backwards ? undefined : "backwards") };
}

/** Takes the entries of a list one by one. */
export interface EntryCollector {
  add(entry: Entry): Promise<void>;
  /** The entries so far. Those that are added later are not among them. */
  entries(): ListEntries;
}

/** Collects a list that may be too long for memory. Beyond some pages it is packed. */
export function createEntryCollector(): EntryCollector {
  const pages: (readonly Entry[] | Uint8Array)[] = [];
  let open: Entry[] = [];
  let length = 0;
  return {
    async add(entry) {
      open.push(entry);
      length += 1;
      if (open.length < PAGE) return;
      const page = open;
      open = [];
      pages.push(pages.length < UNPACKED_PAGES ? page : await pack(page));
    },
    entries() {
      const all = open.length === 0 ? [...pages] : [...pages, [...open]];
      return { length, pages: (backwards) => readPages(all, backwards) };
    },
  };
}

async function* readPages(
  pages: readonly (readonly Entry[] | Uint8Array)[],
  backwards: "backwards" | undefined,
): AsyncGenerator<readonly Entry[]> {
  for (const page of inOrder(pages, backwards)) {
    yield inOrder(page instanceof Uint8Array ? await unpackPage(page) : page, backwards);
  }
}

function inOrder<T>(list: readonly T[], backwards: "backwards" | undefined): readonly T[] {
  return backwards ? list.toReversed() : list;
}

/** A page as compressed JSON: about a twentieth of the memory that its objects take. */
async function pack(page: readonly Entry[]): Promise<Uint8Array> {
  return await transformed(new Blob([JSON.stringify(page)]), new CompressionStream("deflate-raw"));
}

async function unpackPage(packed: Uint8Array): Promise<readonly Entry[]> {
  const bytes = await transformed(
    new Blob([packed.slice()]),
    new DecompressionStream("deflate-raw"),
  );
  return JSON.parse(new TextDecoder().decode(bytes));
}

async function transformed(
  blob: Blob,
  by: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  return new Uint8Array(await new Response(blob.stream().pipeThrough(by)).arrayBuffer());
}
