import { isShrunk } from "../snapshot/latest.ts";
import type { SnapshotSummary } from "../snapshot/summary.ts";
import { markdownTable } from "./markdown.ts";
import { count, counted } from "./text.ts";

/** The facts that the page in front of the snapshots of a repository shows. */
export interface FrontPageFacts {
  /** The store: `github:owner/repo`. */
  readonly location: string;
  /** The directory of the account's snapshots, relative to the page. */
  readonly directory: string;
  /** At least one, newest first. */
  readonly snapshots: readonly FrontPageSnapshot[];
  /** Whether there are snapshots of other accounts. */
  readonly hasOthers: boolean;
}

/** A snapshot on the page. */
export interface FrontPageSnapshot {
  readonly name: string;
  readonly summary: Pick<SnapshotSummary, "status" | "kinds" | "warnings" | "encryption">;
}

/**
 * The page in front of the snapshots of a repository, in Markdown: the last backups, and how to open
 * and restore them. It names nothing but counts and opaque ids, and changes little from one backup
 * to the next, because git keeps every version of it.
 */
export function frontPage(facts: FrontPageFacts): string {
  const { location, snapshots } = facts;
  const [newest] = snapshots;
  const isSealed = newest?.summary.encryption !== null;
  return [
    "# Backups of a music library",
    "The last backup is in the first line. Times are in UTC.",
    markdownTable(["backup", "state", "likes", "playlists"], snapshots.map(rowOf(facts))),
    ...sentences(facts, newest),
    "## Restore",
    `With tracksafe, \`tracksafe restore ${location} --dry-run\` shows what a restore would add to an account, and without \`--dry-run\` adds it. Without a terminal, use the workflow Restore of the repository that makes the backups.${isSealed ? " Both need your key." : ""}`,
    "## Open a backup without tracksafe",
    ...(isSealed ? OPEN_SEALED : OPEN_PLAIN),
  ].join("\n\n");
}

const rowOf =
  ({ directory }: FrontPageFacts) =>
  ({ name, summary }: FrontPageSnapshot): readonly string[] => {
    const lost = isShrunk(summary) ? ", much is missing" : "";
    return [
      `[${name}](${directory}/${name})`,
      `${summary.status}${lost}`,
      count(countOf(summary, "likes")),
      count(countOf(summary, "playlists")),
    ];
  };

function sentences({ hasOthers }: FrontPageFacts, newest?: FrontPageSnapshot): readonly string[] {
  const kinds = newest?.summary.kinds.filter(({ kind }) => kind !== "covers") ?? [];
  const held = kinds.map(({ kind }) => {
    const held = newest === undefined ? 0 : countOf(newest.summary, kind);
    return counted(held, kind.replace(/s$/, ""), kind);
  });
  return [
    ...(held.length === 0 ? [] : [`The last backup holds ${held.join(", ")}.`]),
    ...(hasOthers
      ? [
          "Backups of other accounts are here, too. The table shows the account that was backed up last.",
        ]
      : []),
  ];
}

/** The number of playlists, or of the entries of any other kind. */
function countOf({ kinds }: FrontPageSnapshot["summary"], kind: string): number {
  const found = kinds.find((one) => one.kind === kind);
  return (kind === "playlists" ? found?.files : found?.entries) ?? 0;
}

const OPEN_SEALED = [
  "Each file is packed with gzip and sealed with [age](https://age-encryption.org). You need your key file, `age` (version 1.3 for a key that begins with `AGE-SECRET-KEY-PQ-1`) and `gunzip`. In the directory of a backup, this opens one file:",
  "```sh\nage -d -i ~/tracksafe.key index.json.gz.age | gunzip\n```",
  "This opens all of them into `~/recovered`. A long list is in parts, `likes.001.json.gz.age` and so on, which make one file:",
  [
    "```sh",
    "mkdir -p ~/recovered",
    "for file in $(ls | sed -nE 's/(\\.[0-9]{3,})?\\.(json|jpg)\\.gz\\.age$/.\\2/p' | sort -u); do",
    `  for part in "\${file%.*}".*"\${file##*.}.gz.age"; do`,
    '    age -d -i ~/tracksafe.key "$part"',
    '  done | gunzip > ~/recovered/"$file"',
    "done",
    "```",
  ].join("\n"),
  "`index.json` says which file is which playlist. `metadata.json` is not sealed: it lists all files with their sizes and SHA-256.",
];

const OPEN_PLAIN = [
  "The files are plain JSON. Each playlist has its name in its file. `metadata.json` lists all files with their sizes and SHA-256.",
];
