import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface StepProps {
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

/** One step of several. One is shown at a time. */
export function Step({ title, place, isEntered, children }: StepProps) {
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
