/** Asks the worker for the rows from `from` up to, and without, `to`. */
export type LoadRows<Row> = (from: number, to: number) => Promise<readonly Row[]>;

/** The rows of a long list that the page holds now: those that are shown, and some around them. */
export interface RowCache<Row> {
  /** `undefined`: the row has not come yet. */
  at(position: number): Row | undefined;
  /** Asks for the rows between two positions that are not here, and were not asked for. */
  need(from: number, to: number): void;
}

/** The number of rows that are asked for together. */
export const PAGE_ROWS = 100;

/** The number of pages that are kept: the ones used last. */
export const MOST_PAGES = 10;

/** A cache that asks with `load`, and calls `onLoaded` when rows have come. */
export function createRowCache<Row>(load: LoadRows<Row>, onLoaded: () => void): RowCache<Row> {
  const pages = new Map<number, readonly Row[]>();
  const asked = new Set<number>();

  async function ask(page: number): Promise<void> {
    asked.add(page);
    try {
      pages.set(page, await load(page * PAGE_ROWS, (page + 1) * PAGE_ROWS));
      for (const oldest of [...pages.keys()].slice(0, -MOST_PAGES)) pages.delete(oldest);
      onLoaded();
    } catch {
      // The list was closed meanwhile. The next list has a cache of its own.
    } finally {
      asked.delete(page);
    }
  }

  return {
    at: (position) => pages.get(Math.floor(position / PAGE_ROWS))?.[position % PAGE_ROWS],
    need(from, to) {
      for (let page = Math.floor(from / PAGE_ROWS); page * PAGE_ROWS < to; page += 1) {
        const known = pages.get(page);
        if (known === undefined) {
          if (!asked.has(page)) void ask(page);
          continue;
        }
        pages.delete(page);
        pages.set(page, known);
      }
    },
  };
}
