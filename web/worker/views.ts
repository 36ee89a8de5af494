import { NotFoundError } from "../../src/errors.ts";

/** Rows that stay in the worker. The page asks for those that it shows. */
export interface View {
  readonly view: number;
  readonly length: number;
}

/** A part of a view: the rows from `from` up to, and without, `to`. */
export interface WindowRequest {
  readonly view: number;
  readonly from: number;
  readonly to: number;
}

/** Rows in order, made when they are asked for. */
export interface Rows<Row = unknown> {
  readonly length: number;
  at(position: number): Row;
}

/** The views that the page may ask for. */
export interface Views {
  /** Makes `rows` a view. It replaces the one before of the same `place`, such as `search`. */
  keep(place: string, rows: Rows): View;
  /** Throws `NotFoundError` `snapshot/not-found` for a view that was replaced. */
  window(request: WindowRequest): readonly unknown[];
}

/** Creates views: one for each place. */
export function createViews(): Views {
  const kept = new Map<string, { readonly view: number; readonly rows: Rows }>();
  let last = 0;
  return {
    keep(place, rows) {
      last += 1;
      kept.set(place, { view: last, rows });
      return { view: last, length: rows.length };
    },
    window({ view, from, to }) {
      const found = [...kept.values()].find((one) => one.view === view);
      if (found === undefined) {
        throw new NotFoundError("snapshot/not-found", "These rows are no longer open.", {
          hint: "Open the list again.",
        });
      }
      const end = Math.min(to, found.rows.length);
      return Array.from({ length: Math.max(0, end - from) }, (_, at) => found.rows.at(from + at));
    },
  };
}
