import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDefiner } from "../../src/cli/command.ts";
import { allCommands, type CommandWords, commandWordsOf } from "../../src/cli/completion/words.ts";
import { createProgram } from "../../src/cli/program.ts";
import { runInProcess } from "../support/cli/command.ts";

const run = promisify(execFile);

const QUIET = { write() {} };

let directory: string;
let program: CommandWords;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tracksafe-completion-"));
  await mkdir(join(directory, "my backups"));
  await writeFile(join(directory, "my file.csv"), "");
  const terminal = { env: {}, stdout: QUIET, stderr: QUIET, signal: AbortSignal.abort() };
  program = commandWordsOf(await createProgram(createDefiner(terminal, () => {})));
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** Writes the script for a shell into a file. Gives its path. */
async function storeScript(shell: string, name: string): Promise<string> {
  const { exit, stdout, stderr } = await runInProcess(["completion", shell]);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
  const path = join(directory, name);
  await writeFile(path, stdout);
  return path;
}

/** Each command, and the words that may follow it: its flags, and the commands below it. */
function followers(): readonly (readonly [string, readonly string[]])[] {
  return allCommands(program).map(({ path, flags, commands }) => [
    path.join(" "),
    [...commands.map((one) => one.path.at(-1) ?? ""), ...flags.flatMap(({ names }) => names)],
  ]);
}

describe("completion", () => {
  it("knows what every value of the program is", () => {
    const names = allCommands(program).flatMap((command) => [
      ...command.flags.map(({ placeholder }) => placeholder),
      ...command.arguments.map(({ name }) => name),
    ]);
    // A new name fails until it is in one of these lists, so that its author decides what it completes.
    const paths = ["dir", "file", "source", "location"];
    const others = [
      ...["branch", "command", "from", "id", "key", "kind", "kinds", "minutes", "n", "name"],
      ...["owner/name", "place", "port", "purpose", "shell", "steps", "text", "to", "what", "when"],
    ];
    const unknown = names.filter((name) => name !== "" && ![...paths, ...others].includes(name));
    expect(unknown).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(paths));
  });

  it("offers each command and flag, choices, files and directories in bash", async () => {
    const script = await storeScript("bash", "tracksafe.bash");
    const lines: readonly (readonly [readonly string[], readonly string[]])[] = [
      ...followers().map(([path, words]) => {
        const typed = ["tracksafe", ...path.split(" ").filter(Boolean)];
        return [[...typed, "-"], words.filter((word) => word.startsWith("-"))] as const;
      }),
      [["tracksafe", "ba"], ["backup"]],
      [["tracksafe", "auth", "l"], ["logout"]],
      [
        ["tracksafe", "auth", "--for", ""],
        ["backup", "restore"],
      ],
      [["tracksafe", "export", "github", ":", "owner/repo", "--format", "=", "c"], ["csv"]],
      [["tracksafe", "export", ".", "--single", "--format", "="], formats()],
      [["tracksafe", "backup", "--out", "my"], ["my backups"]],
      [
        ["tracksafe", "import", "x.csv", "my"],
        ["my backups", "my file.csv"],
      ],
      [["tracksafe", "find", ".", "my"], []],
      [["tracksafe", "backup", "--to", ""], []],
    ];
    const drive = [
      `. '${script}'`,
      "complete -p tracksafe",
      ...lines.map(([words]) => {
        const all = words.map((word) => `'${word}'`).join(" ");
        return `COMP_WORDS=(${all}); COMP_CWORD=${words.length - 1}; _tracksafe; (IFS=,; echo "\${COMPREPLY[*]}")`;
      }),
    ].join("\n");
    const { stdout, stderr } = await run("bash", ["--norc", "-c", drive], { cwd: directory });
    expect(stderr).toBe("");
    const [registered, ...offered] = stdout.trimEnd().split("\n");
    expect(registered).toBe("complete -F _tracksafe tracksafe");
    const found = lines.map(([words], at) => [words, (offered[at] ?? "").split(",").sort()]);
    expect(found).toEqual(
      lines.map(([words, wanted]) => [words, wanted.length === 0 ? [""] : [...wanted].sort()]),
    );
  });

  it("offers the same in fish", async () => {
    const script = await storeScript("fish", "tracksafe.fish");
    const lines: readonly (readonly [string, readonly string[]])[] = [
      ...followers().map(([path, words]) => {
        const flags = words.filter((word) => word.startsWith("--"));
        return [`tracksafe ${path} --`.replace("  ", " "), flags] as const;
      }),
      ["tracksafe ba", ["backup"]],
      ["tracksafe auth ", ["status", "logout"]],
      ["tracksafe auth --for ", ["backup", "restore"]],
      ["tracksafe export . --format ", formats()],
      ["tracksafe backup --out my", ["my backups/"]],
      ["tracksafe import x.csv my", ["my backups/", "my file.csv"]],
      ["tracksafe backup --to ", []],
    ];
    const drive = [
      `source '${script}'`,
      ...lines.map(([line]) => `echo '#'; complete -C '${line}' | cut -f 1`),
    ].join("\n");
    const env = { ...process.env, HOME: directory };
    const { stdout, stderr } = await run("fish", ["--no-config", "-c", drive], {
      cwd: directory,
      env,
    });
    expect(stderr).toBe("");
    const [, ...offered] = stdout.split("#\n");
    const found = lines.map(([line], at) => [line, (offered[at] ?? "").split("\n").sort()]);
    expect(found).toEqual(lines.map(([line, wanted]) => [line, ["", ...wanted].sort()]));
  });

  it("completes what is typed at the prompt of zsh", async () => {
    await storeScript("zsh", "_tracksafe");
    const drive = `
      zmodload zsh/zpty
      zpty -b shell zsh -f -i
      zpty -w shell 'PROMPT=; fpath=(${directory} $fpath); autoload -Uz compinit; compinit -D -u'
      zpty -w shell 'tracksafe() { print -rl -- "<BEGIN" "$@" "END>" }; cd ${directory}; print RE""ADY'
      zpty -r shell seen $'*READY*'
      for line in "$@"; do
        zpty -w -n shell "$line"$'\\n'
        zpty -r shell seen $'*<BEGIN*END>*'
        print -r -- "\${seen##*<BEGIN}"
      done
      zpty -d shell`;
    const typed = [
      "tracksafe bac\t--out my\\ b\t",
      "tracksafe export . --form\tsound\t",
      "tracksafe auth logo\t--js\t",
    ];
    const { stdout } = await run("zsh", ["-f", "-c", drive, "zsh", ...typed]);
    const seen = stdout.split("END>").map((text) => text.split(/\s*[\r\n]+\s*/).filter(Boolean));
    expect(seen.slice(0, 3)).toEqual([
      ["backup", "--out", "my backups"],
      ["export", ".", "--format=soundiiz"],
      ["auth", "logout", "--json"],
    ]);
  });

  it("is printed with whole lines on a terminal, and as one object with --json", async () => {
    const plain = await runInProcess(["completion", "bash"]);
    expect(await runInProcess(["completion", "bash"], {}, { columns: 40 })).toEqual(plain);
    const json = await runInProcess(["completion", "bash", "--json"]);
    expect(JSON.parse(json.stdout)).toEqual({ shell: "bash", script: plain.stdout });
  });

  it("names the shells that it knows", async () => {
    const { exit, stderr } = await runInProcess(["completion", "tcsh"]);
    expect(exit).toBe(2);
    expect(stderr).toContain("Allowed choices are bash, zsh, fish.");
  });
});

function formats(): readonly string[] {
  return ["csv", "tunemymusic", "soundiiz", "jspf", "xspf", "m3u8", "json"];
}
