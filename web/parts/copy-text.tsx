interface CopyTextProps {
  /** The name for screen readers. */
  readonly name: string;
  readonly text: string;
}

/**
 * A text to copy or to read from the page. It is not a form field, because browsers may keep the
 * content of a form field for their next start.
 */
export function CopyText({ name, text }: CopyTextProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls, and the keyboard has to get there.
    <section class="text" aria-label={name} tabIndex={0}>
      <code>{text}</code>
    </section>
  );
}
