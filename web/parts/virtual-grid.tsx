// biome-ignore-all lint/a11y/useSemanticElements: the rows of a table element cannot be placed by their number.
// biome-ignore-all lint/a11y/useFocusableInteractive: the cells of a row have the focus, and the buttons in the heads.
import type { ComponentChildren, TargetedKeyboardEvent } from "preact";
import { useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import type { View } from "../worker/views.ts";
import { cellAfter } from "./grid-keys.ts";
import { createRowCache, type LoadRows } from "./row-cache.ts";
import { useNarrow } from "./use-narrow.ts";
import { useVirtualRows } from "./use-virtual-rows.ts";

/** A column of a grid. */
export interface Column<Row> {
  /** Also the class of its cells. */
  readonly id: string;
  readonly name: string;
  cell(row: Row): ComponentChildren;
}

/** The column that rows are in order of. */
export interface ColumnSort {
  readonly by: string;
  readonly isDescending: boolean;
}

interface VirtualGridProps<Row> {
  readonly label: string;
  /** Also the class of the grid, which lays its rows out. */
  readonly name: string;
  readonly view: View;
  readonly columns: readonly Column<Row>[];
  readonly sort: ColumnSort;
  readonly load: LoadRows<Row>;
  readonly onSort: (column: string) => void;
}

/** The height of a row in rem: of one line, and of two. */
const ROW_REM = { wide: 2.75, narrow: 3.75 };

/** A table of any length. It draws the rows in view, and asks for no others. */
export function VirtualGrid<Row>(props: VirtualGridProps<Row>) {
  const { label, name, view, columns, sort, load, onSort } = props;
  const box = useRef<HTMLDivElement>(null);
  const [, redraw] = useReducer((drawn: number) => drawn + 1, 0);
  const [active, setActive] = useState({ row: 0, column: 0 });
  const isMoved = useRef(false);
  const cache = useMemo(() => createRowCache(load, () => redraw(undefined)), [view.view]);
  const rowHeight = ROW_REM[useNarrow() ? "narrow" : "wide"] * remInPixels();
  const pinned = Math.min(active.row, Math.max(0, view.length - 1));
  const rows = useVirtualRows({ box, count: view.length, rowHeight, pinned });
  const drawn = rows.getVirtualItems();
  const { range } = rows;

  useLayoutEffect(() => {
    if (range !== null) cache.need(range.startIndex, range.endIndex + 1);
    cache.need(pinned, pinned + 1);
  });
  useLayoutEffect(() => {
    setActive({ row: 0, column: 0 });
    rows.scrollToOffset(0);
  }, [view.view]);
  useLayoutEffect(() => {
    if (!isMoved.current) return;
    isMoved.current = false;
    const cell = box.current?.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]');
    cell?.focus({ preventScroll: true });
  });

  const follow = (event: TargetedKeyboardEvent<HTMLElement>) => {
    if (event.key === "Enter") {
      box.current?.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"] a')?.click();
      return;
    }
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowHeight) - 1);
    const size = { rows: view.length, columns: columns.length, page };
    const next = cellAfter(event, active, size);
    if (next === null) return;
    event.preventDefault();
    isMoved.current = true;
    setActive(next);
    rows.scrollToIndex(next.row);
  };

  return (
    <div
      role="grid"
      class={`grid ${name}`}
      aria-label={label}
      aria-rowcount={view.length + 1}
      aria-colcount={columns.length}
    >
      <div role="rowgroup" class="grid-head">
        <div role="row" class="grid-row" aria-rowindex={1}>
          {columns.map(({ id, name: title }) => (
            <div
              key={id}
              role="columnheader"
              class={id}
              aria-sort={sort.by === id ? direction(sort) : undefined}
            >
              <button type="button" onClick={() => onSort(id)}>
                {title}
                <span aria-hidden="true">
                  {sort.by === id && (sort.isDescending ? " ↓" : " ↑")}
                </span>
              </button>
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" class="grid-box" ref={box} onKeyDown={follow}>
        <div role="presentation" style={{ height: `${rows.getTotalSize()}px` }}>
          {drawn.map(({ index, start }) => {
            const row = cache.at(index);
            return (
              <div
                key={index}
                role="row"
                class="grid-row"
                aria-rowindex={index + 2}
                style={{ height: `${rowHeight}px`, transform: `translateY(${start}px)` }}
              >
                {columns.map(({ id, cell }, column) => (
                  <div
                    key={id}
                    role="gridcell"
                    class={id}
                    tabIndex={index === pinned && column === active.column ? 0 : -1}
                    onFocus={() => setActive({ row: index, column })}
                  >
                    {row !== undefined && cell(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function direction({ isDescending }: ColumnSort): "ascending" | "descending" {
  return isDescending ? "descending" : "ascending";
}

function remInPixels(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
