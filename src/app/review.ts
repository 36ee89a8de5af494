import { basename, dirname, join, resolve } from "node:path";
import { makeDirectories, writeDurably } from "../disk/durable.ts";
import { readNamedFile, withStoreErrors } from "../disk/errors.ts";
import { nodeFileSystem } from "../disk/fs.ts";
import { temporaryName, thisProcess } from "../disk/temporary.ts";
import { NotFoundError } from "../errors.ts";
import { tableText } from "../export/table.ts";
import { fileAtHand } from "../import/file.ts";
import { loadText } from "../import/text.ts";
import { reviewText } from "../resolve/review-file.ts";
import type { BegunRestore } from "../restore/begin.ts";
import type { Secret } from "../secret.ts";
import type { Session } from "./session.ts";

/** The recordings of a restore, as `BegunRestore` has them. */
type Recordings = BegunRestore["recordings"];

/**
 * The text of the review in the file `path`, whatever editor saved it; `null`: there is no such file
 * yet. Throws `StoreError`, and `UsageError` `import/damaged` for text in an unknown encoding.
 */
export async function readReviewFile(path: string): Promise<string | null> {
  try {
    const file = fileAtHand(path, basename(path), await readNamedFile(path));
    return (await loadText(file, file.size)).text;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

/**
 * Writes the recordings that a person has to decide about, and those about which they decided, into
 * the file `path`. Throws `StoreError`.
 */
export async function writeReviewFile(
  path: string,
  recordings: Recordings,
  session: Pick<Session, "catalogue">,
): Promise<void> {
  await writeText(path, reviewOf(recordings, session));
}

/** The review of these recordings as a text; see `reviewText`. */
function reviewOf(recordings: Recordings, { catalogue }: Pick<Session, "catalogue">): string {
  return reviewText(recordings, catalogue.link);
}

/**
 * The review as `age -d -i KEY | gunzip` opens it, for the recipients of the identity; `null`: there
 * is nothing to decide.
 */
export async function sealedReviewOf(
  recordings: Recordings,
  session: Pick<Session, "catalogue">,
  identity: Secret,
): Promise<Uint8Array | null> {
  const isOpen = recordings.some(({ resolution }) => {
    return resolution.outcome === "doubtful" || resolution.outcome === "none";
  });
  if (!isOpen) return null;
  const { createSealer } = await import("../crypto/age.ts");
  const { parseIdentities } = await import("../crypto/identities.ts");
  const recipients = (await parseIdentities(identity)).map(({ recipient }) => recipient);
  return createSealer(recipients).seal(new TextEncoder().encode(reviewOf(recordings, session)));
}

const HEADER = [
  "List",
  "Position",
  "Title",
  "Artists",
  "Album",
  "Duration (ms)",
  "ISRC",
  "Result",
  "Closest",
  "Reasons",
];

/** Writes every place of what was not found into the file `path`, as CSV. Throws `StoreError`. */
export async function writeNotFoundFile(
  path: string,
  recordings: Recordings,
  { catalogue }: Pick<Session, "catalogue">,
): Promise<void> {
  const rows = recordings.flatMap(({ resolution, places }) => {
    const { wanted, outcome, reference, finding } = resolution;
    if (reference !== null) return [];
    const { title, artists, album, durationMs, isrc } = wanted.track;
    const closest = finding?.candidates[0];
    const words = [
      title,
      artists.map(({ name }) => name).join(", "),
      album?.title ?? "",
      durationMs === 0 ? "" : String(durationMs),
      isrc ?? "",
      outcome,
      closest === undefined ? "" : (catalogue.link(closest.reference) ?? closest.reference),
      (closest?.reasons ?? []).join(", "),
    ];
    return places.map(({ file, playlist, position }) => {
      return [playlist ?? file, String(position), ...words];
    });
  });
  await writeText(path, tableText(HEADER, rows));
}

async function writeText(path: string, text: string): Promise<void> {
  const fs = withStoreErrors(nodeFileSystem, basename);
  const whole = resolve(path);
  const directory = dirname(whole);
  await makeDirectories(fs, directory);
  const temporary = join(directory, temporaryName(thisProcess()));
  await writeDurably(fs, { temporary, path: whole }, [new TextEncoder().encode(text)]);
}
