import { createHash } from "node:crypto";
import { deriveContentKey } from "../../../src/crypto/content-key.ts";
import { Secret } from "../../../src/secret.ts";
import { createDigester } from "../../../src/snapshot/digest.ts";
import {
  encodeMetadata,
  type FileRecord,
  type PartRecord,
} from "../../../src/snapshot/metadata.ts";
import { snapshotName } from "../../../src/snapshot/names.ts";
import type { GitRepository, TreeEntry } from "./git.ts";

const USER = "0123456789abcdef";
const DAY_MS = 24 * 60 * 60 * 1000;
const NONE = "0".repeat(40);

/** The history that {@link storeDays} stores: sealed snapshots, one a day. */
export interface StoredDays {
  readonly clientSecret: string;
  readonly days: number;
  /** The time of the last one. */
  readonly last: Date;
  /** The number of files in each, and how many of them are new each day. */
  readonly files: number;
  readonly changing: number;
}

const directory = (path: string, sha: string): TreeEntry => ({
  ...{ path, sha },
  mode: "040000",
  type: "tree",
});
/** An entry for a file. */
export const fileEntry = (path: string, sha: string): TreeEntry => ({
  ...{ path, sha },
  mode: "100644",
  type: "blob",
});

/** A snapshot as it is stored: its name, and its files, the metadata first. */
export interface StoredDay {
  readonly name: string;
  readonly files: readonly TreeEntry[];
}

/** Stores such a history, oldest first. Nothing refers to it yet; see {@link showDays}. */
export function storeDays(
  git: GitRepository,
  { clientSecret, days, last, files, changing }: StoredDays,
): readonly StoredDay[] {
  const key = deriveContentKey(new Secret(clientSecret), USER).reveal();
  const keyed = createDigester(Buffer.from(key, "hex"));
  const parts: PartRecord[] = [];
  return Array.from({ length: days }, (_, day) => {
    const at = new Date(last.getTime() - (days - 1 - day) * DAY_MS);
    for (let number = 0; number < files; number += 1) {
      if (day > 0 && number >= changing) continue;
      const content = Buffer.from(`the sealed file ${number} of day ${day}`);
      parts[number] = {
        name: `playlist_${number}.json.age`,
        bytes: content.length,
        sha256: createHash("sha256").update(content).digest("hex"),
        blob: git.writeBlob(content),
        contentId: createHash("sha256").update(`${number} ${day}`).digest("hex"),
        sealedAt: at.toISOString(),
      };
    }
    const records = parts.map(
      (part, number): FileRecord => ({
        id: `playlist_${number}`,
        kind: "playlists",
        state: "ok",
        parts: [part],
        entries: 10,
      }),
    );
    const metadata = encodeMetadata(
      {
        createdAt: at.toISOString(),
        finishedAt: at.toISOString(),
        tool: { name: "tracksafe", version: "1.0.0" },
        provider: "spotify",
        user: USER,
        status: "complete",
        include: ["playlists"],
        covers: false,
        encryption: { scheme: "age", recipients: [], keyId: keyed("key-id").slice(0, 16) },
        files: records,
        login: null,
        warnings: [],
      },
      keyed,
    );
    return {
      name: snapshotName(at),
      files: [
        fileEntry("metadata.json", git.writeBlob(metadata)),
        ...parts.map((part) => fileEntry(part.name, part.blob ?? NONE)),
      ],
    };
  });
}

/** Makes these snapshots all that is on the branch `backups`. */
export function showDays(git: GitRepository, snapshots: readonly StoredDay[]): void {
  const days = snapshots.map(({ name, files }) => directory(name, git.writeTree(files)));
  const user = git.writeTree([directory(USER, git.writeTree(days))]);
  const tree = git.writeTree([directory("backups", user)]);
  const author = { name: "Somebody", email: "somebody@example.com" };
  const commit = git.writeCommit({ tree, parents: [], message: "Backups", author });
  git.moveRef("refs/heads/backups", commit, git.ref("refs/heads/backups"));
}
