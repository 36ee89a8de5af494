import { execFile } from "node:child_process";
import { Secret } from "../secret.ts";
import type { Terminal } from "./io.ts";

/** The longest time that another program may take to answer, in milliseconds. */
const PATIENCE_MS = 10_000;

/** The token that the GitHub CLI holds for `host`; `null`: there is no `gh`, or it has none. */
export async function readGhToken(host: string, env: Terminal["env"]): Promise<Secret | null> {
  const token = await run("gh", ["auth", "token", "--hostname", host], env);
  return token === null || token === "" ? null : new Secret(token);
}

/** The repository on `host` that this directory is a clone of, as `owner/name`; `null`: none. */
export async function readOrigin(host: string, env: Terminal["env"]): Promise<string | null> {
  const address = await run("git", ["config", "--get", "remote.origin.url"], env);
  const [, found, name] =
    /^(?:https?:\/\/|ssh:\/\/git@|git@)([^/:]+(?::\d+)?)[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(
      address ?? "",
    ) ?? [];
  return found === host && name !== undefined ? name : null;
}

/** Whether `directory` is inside the work tree of a git repository. */
export async function isInRepository(directory: string, env: Terminal["env"]): Promise<boolean> {
  const answer = await run("git", ["-C", directory, "rev-parse", "--is-inside-work-tree"], env);
  return answer === "true";
}

/** Runs a program and gives its output; `null` if it is missing, fails or takes too long. */
function run(
  program: string,
  args: readonly string[],
  env: Terminal["env"],
): Promise<string | null> {
  return new Promise((done) => {
    const options = { env: { ...env }, timeout: PATIENCE_MS };
    execFile(program, args, options, (error, stdout) =>
      done(error === null ? stdout.trim() : null),
    );
  });
}
