import { useState } from "preact/hooks";

interface CopyButtonProps {
  readonly label: string;
  /** Returns the text when the person presses the button. */
  readonly text: () => string;
}

const COPIED = "Copied.";
const REFUSED = "The browser did not allow it. Select the text and copy it yourself.";

/** Copies a text, and shows beside itself whether that worked. */
export function CopyButton({ label, text }: CopyButtonProps) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    setSaid("");
    try {
      await navigator.clipboard.writeText(text());
      setSaid(COPIED);
    } catch {
      setSaid(REFUSED);
    }
  };
  return (
    <>
      <button type="button" onClick={copy}>
        {label}
      </button>
      <span role="status" class="said">
        {said}
      </span>
    </>
  );
}
