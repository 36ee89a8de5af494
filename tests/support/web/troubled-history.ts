import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../../src/clock.ts";
import { keyIdComment } from "../../../src/crypto/key-id-comments.ts";
import type { LibraryVersion } from "../../../src/history/diff.ts";
import { decodeMetadata, METADATA_FILE } from "../../../src/snapshot/metadata.ts";
import { createForger } from "../snapshot/forger.ts";
import { createSealedHistory, providerOf, type SealedHistory } from "./sealed-history.ts";

/** A history in which somebody, or a bad disk, left all but two snapshots in trouble. */
export interface TroubledHistory extends SealedHistory {
  /** The key file of the person, which names the id of the key. */
  readonly keyFile: string;
  /** The names of the snapshots in trouble, by what is wrong with them. */
  readonly troubled: Readonly<Record<Trouble, string>>;
}

/** The kinds of trouble, in the order of the snapshots. */
const TROUBLES = ["damaged", "forged", "unreadable", "newer", "foreign"] as const;
type Trouble = (typeof TROUBLES)[number];

/**
 * Backs up `library` once for each trouble, and once before and after them. The foreign snapshot is
 * of the same account, made by somebody else with another key.
 */
export async function createTroubledHistory(library: LibraryVersion): Promise<TroubledHistory> {
  const times = Array.from({ length: 7 }, (_, day) => new Date(NEWEST - (6 - day) * DAY_MS));
  const history = await createSealedHistory(
    times.map(() => library),
    { times },
  );
  const troubled = Object.fromEntries(
    TROUBLES.map((trouble, at) => [trouble, history.names[at + 1] ?? ""]),
  ) as Record<Trouble, string>;
  const [user = ""] = await readdir(history.directory);
  const directoryOf = (trouble: Trouble) => join(history.directory, user, troubled[trouble]);
  const edit = async (trouble: Trouble, file: string, change: (text: string) => string) => {
    const path = join(directoryOf(trouble), file);
    await writeFile(path, change(await readFile(path, "utf8")));
  };
  await edit("damaged", "likes.json.gz.age", (text) => text.replace(/\n[^-\n]{20}/, "\n"));
  const forger = createForger(history.directory, user, providerOf(library), systemClock);
  await forger.edit(troubled.forged, (metadata) => ({ ...metadata, covers: true }));
  await edit("unreadable", "metadata.json", () => "{}");
  await edit("newer", "metadata.json", (text) =>
    text.replace(/"formatVersion": ?1/, '"formatVersion":2'),
  );
  await using foreign = await createSealedHistory([library], {
    times: times.slice(5, 6),
    appSecret: "the secret of somebody else",
  });
  await rm(directoryOf("foreign"), { recursive: true });
  await cp(join(foreign.directory, user), join(history.directory, user), { recursive: true });
  const metadata = await readFile(
    join(history.directory, user, history.names[0] ?? "", METADATA_FILE),
  );
  const { encryption } = await decodeMetadata(metadata);
  return {
    ...history,
    troubled,
    keyFile: `${keyIdComment(encryption?.keyId ?? "")}${history.key.fileText.reveal()}`,
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;
const NEWEST = Date.UTC(2026, 10, 22, 3, 17);
