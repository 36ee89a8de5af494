import type { TargetedSubmitEvent } from "preact";
import { useRef } from "preact/hooks";
import type { ChosenPlace } from "../worker/places.ts";

interface GitHubPanelProps {
  /** The address of GitHub's API. */
  readonly api: string;
  readonly isDisabled: boolean;
  readonly onOpen: (place: ChosenPlace) => void;
}

/** Asks for a repository with snapshots, and for a token that may read it. */
export function GitHubPanel({ api, isDisabled, onOpen }: GitHubPanelProps) {
  const repository = useRef<HTMLInputElement>(null);
  const token = useRef<HTMLInputElement>(null);

  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const [name, secret] = [repository.current, token.current];
    if (name === null || secret === null) return;
    onOpen({
      kind: "github",
      api,
      repository: nameOf(name.value),
      token: secret.value.trim(),
    });
    secret.value = "";
  };

  return (
    <section class="panel" aria-labelledby="github-title">
      <h2 id="github-title">Open a repository on GitHub</h2>
      <form onSubmit={submit}>
        <label for="repository">Repository</label>
        <input
          id="repository"
          ref={repository}
          type="text"
          placeholder="owner/repository"
          pattern=".*[^/\s]+/[^/\s]+\s*"
          required
          autocomplete="off"
          autocapitalize="off"
          autocorrect="off"
          spellcheck={false}
        />
        <label for="token">Token</label>
        <p id="token-hint" class="hint">
          A fine-grained token for this repository only, with Contents: Read-only. It stays in the
          memory of this page until you close it.
        </p>
        <input
          id="token"
          ref={token}
          type="password"
          required
          autocomplete="off"
          aria-describedby="token-hint"
        />
        <div class="row">
          <button type="submit" class="primary" disabled={isDisabled}>
            Open
          </button>
        </div>
      </form>
    </section>
  );
}

/** `owner/repo`, also of the address of its page. */
function nameOf(typed: string): string {
  const words = typed
    .trim()
    .replace(/^https:\/\/github\.com\//, "")
    .split("/");
  return words
    .slice(0, 2)
    .join("/")
    .replace(/\.git$/, "");
}
