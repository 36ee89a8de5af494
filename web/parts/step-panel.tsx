import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface StepPanelProps {
  readonly title: string;
  /** The number of this step, such as "Step 2 of 4". */
  readonly place: string;
  /**
   * Whether the person came here from another step. If so, the keyboard focus moves here, and a
   * screen reader reads it.
   */
  readonly isEntered: boolean;
  readonly children: ComponentChildren;
}

/** Shows one step of several. One is shown at a time. */
export function StepPanel({ title, place, isEntered, children }: StepPanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (isEntered) heading.current?.focus();
  }, [isEntered]);
  return (
    <div class="step">
      <p class="place">{place}</p>
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </div>
  );
}
