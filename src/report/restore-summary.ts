import { errorText } from "./error.ts";
import {
  alert,
  bullets,
  codeBlock,
  codeLines,
  codeSpan,
  folded,
  link,
  markdownPage,
  markdownTable,
} from "./markdown.ts";
import { type RestoreReport, restoreText } from "./restore.ts";
import { count } from "./text.ts";

/**
 * The state of the secret with the key after a restore. `none`: there was none, or it is to stay;
 * `needed`: the restore goes on, and needs it again; `left`: it is there still, and not needed.
 */
export type KeySecretState = "none" | "deleted" | "needed" | "left";

/** The limits of what the summary of a restore may show, and the facts that it adds. */
export interface RestoreSummaryOptions {
  /** Whether it may show names: of playlists, of tracks. */
  readonly names: boolean;
  readonly sources: readonly string[];
  readonly key: KeySecretState;
  /** The page of the repository that runs the workflows; `null`: not known. */
  readonly repositoryUrl: string | null;
}

/** The result of a restore, as Markdown for the summary of a workflow's run. */
export function restoreSummary(
  report: RestoreReport,
  { names, sources, key, repositoryUrl }: RestoreSummaryOptions,
): string {
  const { added, present, error } = report;
  const rows = [
    ["left out", report.skipped.length],
    ["replaced by the same recording", report.substituted.length],
    ["files that could not be used", report.unusable.length],
    ["files that the backup read only in part", report.incomplete.length],
    ["playlists that exist more than once", report.doubles.length],
    ["to do by hand", report.todo.length],
    ["requests", report.requests],
  ] as const;
  return markdownPage([
    `## Restore: ${report.status}`,
    `**${count(added)} added, ${count(present)} ${present === 1 ? "was" : "were"} there already.**`,
    error === null ? "" : alert("WARNING", codeLines(errorText(error))),
    keyText(key, repositoryUrl),
    markdownTable(
      ["", ""],
      rows.filter(([, number]) => number > 0).map(([what, number]) => [what, count(number)]),
    ),
    bullets([`From ${sources.map(codeSpan).join(", ")}`]),
    names ? folded("Details", codeBlock(restoreText(report))) : "",
  ]);
}

/** Tells the state of the key, and what to do about it; empty: there is nothing to do. */
export function keyText(key: KeySecretState, repositoryUrl: string | null): string {
  const page = `${repositoryUrl}/settings/secrets/actions`;
  const secrets = repositoryUrl === null ? "the repository's secrets" : link("the secrets", page);
  switch (key) {
    case "none":
      return "";
    case "deleted":
      return "The secret `AGE_IDENTITY` was deleted from this repository, where nothing needs it now. Keep your key file.";
    case "needed":
      return `The next run needs the secret \`AGE_IDENTITY\` again, so it is still in ${secrets}.`;
    case "left":
      return alert(
        "IMPORTANT",
        `**Delete the secret \`AGE_IDENTITY\` now**, in ${secrets}. Nothing needs it any more, and with it everybody who may change a workflow here can read your backups. With a token in \`SECRETS_TOKEN\`, a restore does this itself.`,
      );
    default:
      return key satisfies never;
  }
}
