import { UsageError } from "../../errors.ts";

/**
 * The parts of the path of the directory that holds the snapshots. Throws `UsageError`
 * `config/path` for one that leads out of the repository.
 */
export function parseRoot(path = "backups"): readonly string[] {
  const parts = path.split("/");
  if (parts.every((part) => /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(part))) return parts;
  throw new UsageError("config/path", "The path cannot be a path in a repository.", {
    hint: "Give a path of letters, digits, dots, dashes and underscores, such as `backups`.",
  });
}
