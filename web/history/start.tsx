import type { Connection } from "../connection.ts";
import { hashOf } from "../route.ts";
import type { ChosenPlace } from "../worker/places.ts";
import { GitHubPanel } from "./github-panel.tsx";
import { PlacePanel } from "./place-panel.tsx";

interface StartScreenProps {
  readonly connection: Connection;
  readonly isDisabled: boolean;
  readonly onOpen: (place: ChosenPlace) => void;
}

/** The screen before a place with snapshots is open: what the page is for, and what it needs. */
export function StartScreen({ connection, isDisabled, onOpen }: StartScreenProps) {
  return (
    <main class="wide" aria-labelledby="title">
      <h1 id="title" tabIndex={-1}>
        Look into your backups
      </h1>
      <p>
        See what was in your Spotify library and when, find a song that is gone, and see what a
        restore would bring back.
      </p>
      {connection.kind === "github" && (
        <GitHubPanel api={connection.api} isDisabled={isDisabled} onOpen={onOpen} />
      )}
      {connection.kind !== "served" && <PlacePanel isDisabled={isDisabled} onOpen={onOpen} />}
      <p class="hint">
        Then the page asks for your key. Without the key it shows dates and numbers, but no titles.
        You have no backups yet? <a href={hashOf({ screen: "make-key" })}>Make a key</a> for them.
      </p>
    </main>
  );
}
