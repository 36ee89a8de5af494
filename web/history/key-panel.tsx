import type { TargetedSubmitEvent } from "preact";
import { useRef, useState } from "preact/hooks";
import { bytesOf } from "../../src/bytes.ts";
import type { GivenKey } from "../worker/key.ts";

interface KeyPanelProps {
  readonly isDisabled: boolean;
  readonly onUnlock: (key: GivenKey) => void;
}

/** The largest file that can be a key: a hybrid key with all comments has a few kilobytes. */
const MOST_BYTES = 256 * 1024;

/** Asks for the key. The typed text leaves the page with the answer. */
export function KeyPanel({ isDisabled, onUnlock }: KeyPanelProps) {
  const key = useRef<HTMLTextAreaElement>(null);
  const passphrase = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);

  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const [typed, secret] = [key.current, passphrase.current];
    if (typed === null || secret === null) return;
    const content =
      file === null || file.size > MOST_BYTES
        ? bytesOf(typed.value)
        : new Uint8Array(await file.arrayBuffer());
    onUnlock({ content, passphrase: secret.value });
    form.reset();
    setFile(null);
  };

  return (
    <section class="panel" aria-labelledby="key-title">
      <h2 id="key-title" tabIndex={-1}>
        Unlock with your key
      </h2>
      <form onSubmit={submit}>
        <label for="key">Key</label>
        <p id="key-hint" class="hint">
          The line <code>AGE-SECRET-KEY-1…</code>, or the whole text of the key file. It stays in
          the memory of this page, until you lock it.
        </p>
        <textarea
          id="key"
          ref={key}
          rows={2}
          autocomplete="off"
          autocapitalize="off"
          autocorrect="off"
          spellcheck={false}
          aria-describedby="key-hint"
        />
        <details>
          <summary>Use the key file, or the recovery copy</summary>
          <label class="file">
            Choose a key file
            <input
              type="file"
              autocomplete="off"
              disabled={isDisabled}
              onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
            />
          </label>
          <label for="passphrase">Passphrase of the recovery copy</label>
          <input
            id="passphrase"
            ref={passphrase}
            type="text"
            autocomplete="off"
            autocapitalize="off"
            autocorrect="off"
            spellcheck={false}
          />
        </details>
        <div class="row">
          <button type="submit" class="primary" disabled={isDisabled}>
            Unlock
          </button>
        </div>
      </form>
    </section>
  );
}
