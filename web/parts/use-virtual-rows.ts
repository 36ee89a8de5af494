import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useLayoutEffect, useReducer, useState } from "preact/hooks";

interface VirtualRowsOptions {
  readonly box: RefObject<HTMLElement | null>;
  readonly count: number;
  /** The height of a row in pixels. */
  readonly rowHeight: number;
  /** The row that is drawn wherever the box is scrolled to, because it has the keyboard focus. */
  readonly pinned: number;
}

/** Rows that are drawn besides those in the box, so that scrolling shows no gaps. */
const OVERSCAN = 4;

/** The rows of a scrolling box that are drawn: those in view, and a few more. */
export function useVirtualRows({ box, count, rowHeight, pinned }: VirtualRowsOptions) {
  const [, redraw] = useReducer((drawn: number) => drawn + 1, 0);
  const options = {
    count,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    scrollToFn: elementScroll<HTMLElement>,
    observeElementRect: observeElementRect<HTMLElement>,
    observeElementOffset: observeElementOffset<HTMLElement>,
    overscan: OVERSCAN,
    onChange: () => redraw(undefined),
    rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
      const drawn = new Set([...defaultRangeExtractor(range), pinned]);
      return [...drawn].filter((row) => row < count).sort((a, b) => a - b);
    },
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  return virtualizer;
}
