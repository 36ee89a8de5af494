import type { z } from "zod";
import { diff, find, list, prune, show, showList, verify } from "./history.ts";
import {
  auth,
  authLogout,
  authStatus,
  completion,
  demo,
  doctor,
  failure,
  keygen,
  setup,
  view,
} from "./settings.ts";
import { backup, exported, imported, restore, restorePreview } from "./transfer.ts";

/** One object that commands print with `--json`. */
export interface Answer {
  /** The name of its JSON Schema in `docs/schema/cli/`. */
  readonly name: string;
  /** The command that prints it; `null`: any. */
  readonly command: string | null;
  /** The command line in the documentation. */
  readonly usage: string;
  readonly schema: z.ZodObject;
}

/** All answers, in the order of the documentation. */
export const ANSWERS: readonly Answer[] = [
  answer("list", "list SOURCE", list),
  answer("show", "show SOURCE", show),
  answer("show", "show SOURCE WHAT", showList, "show-list"),
  answer("find", "find SOURCE TEXT", find),
  answer("diff", "diff SOURCE [FROM [TO]]", diff),
  answer("view", "view SOURCE", view),
  answer("verify", "verify SOURCE", verify),
  answer("prune", "prune SOURCE", prune),
  answer("backup", "backup", backup),
  answer("restore", "restore SOURCE --dry-run", restorePreview, "restore-preview"),
  answer("restore", "restore SOURCE", restore),
  answer("export", "export SOURCE", exported),
  answer("import", "import FILE", imported),
  answer("doctor", "doctor [LOCATION]", doctor),
  answer("auth", "auth", auth),
  answer("auth status", "auth status", authStatus),
  answer("auth logout", "auth logout", authLogout),
  answer("setup", "setup", setup),
  answer("keygen", "keygen", keygen),
  answer("completion", "completion SHELL", completion),
  answer("demo", "demo", demo),
  { name: "failure", command: null, usage: "a command that fails", schema: failure },
];

function answer(command: string, usage: string, schema: z.ZodObject, name?: string): Answer {
  return { name: name ?? command.replace(" ", "-"), command, usage, schema };
}
