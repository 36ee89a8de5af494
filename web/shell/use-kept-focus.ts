import { useEffect, useRef } from "preact/hooks";

/**
 * Moves the keyboard focus to the first heading whenever `shown` changes and takes what had the focus
 * away, so that a screen reader reads on there. When the page opens, the focus stays where it is.
 */
export function useKeptFocus(shown: readonly unknown[]): void {
  const isOpen = useRef(false);
  useEffect(() => {
    if (isOpen.current && document.activeElement === document.body) {
      const heading = document.querySelector<HTMLElement>("#key-title, #title");
      heading?.focus({ preventScroll: true });
    }
    isOpen.current = true;
  }, shown);
}
