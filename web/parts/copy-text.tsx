interface CopyTextProps {
  /** What a screen reader calls it. */
  readonly name: string;
  readonly text: string;
}

/**
 * A text to be copied or read from the page. It is no form field, whose content browsers may keep
 * for their next start.
 */
export function CopyText({ name, text }: CopyTextProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls, and the keyboard has to get there.
    <section class="text" aria-label={name} tabIndex={0}>
      <code>{text}</code>
    </section>
  );
}
