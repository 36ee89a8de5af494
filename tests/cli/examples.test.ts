import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { createDefiner } from "../../src/cli/command.ts";
import { createProgram } from "../../src/cli/program.ts";

const QUIET = { write() {} };

/** The program, and the commands that `run` has run, without what they do. */
async function createParser() {
  const terminal = { env: {}, stdout: QUIET, stderr: QUIET, signal: AbortSignal.abort() };
  const program = await createProgram(createDefiner(terminal, () => {}));
  const commands = program.commands.flatMap((one) => [one, ...one.commands]);
  const ran: string[] = [];
  for (const command of [program, ...commands]) {
    command.exitOverride().configureOutput({ writeErr: () => {} });
  }
  for (const command of commands) {
    command.action(() => {
      ran.push(pathOf(command));
    });
  }
  const run = (line: string) => {
    return program.parseAsync(wordsIn(line).slice(1), { from: "user" });
  };
  return { commands, ran, run };
}

function pathOf(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${parent.name()} ${command.name()}` : command.name();
}

/** The words of a simple shell command: `"a b"` is one, and what begins with `>` is no argument. */
function wordsIn(line: string): readonly string[] {
  const command = line.replace(/^eval "\$\((.*)\)"$/, "$1").replace(/ > .*$/, "");
  return [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

/** The help of a command, as it is printed. */
function helpOf(command: Command): string {
  const written: string[] = [];
  command.configureOutput({ writeOut: (text) => written.push(text) }).outputHelp();
  return written.join("");
}

function examplesIn(help: string): readonly string[] {
  const [, block = ""] = /\nExamples:\n((?: {2}.*\n)+)/.exec(help) ?? [];
  return block
    .trimEnd()
    .split("\n")
    .map((line) => line.trim());
}

describe("the help of every command", () => {
  it("has two to four examples that the program understands", async () => {
    const { commands, ran, run } = await createParser();
    expect(commands.length).toBeGreaterThan(15);
    for (const command of commands) {
      const path = pathOf(command);
      const examples = examplesIn(helpOf(command));
      expect([path, examples.length >= 2 && examples.length <= 4]).toEqual([path, true]);
      for (const example of examples) {
        expect(example).toContain(`tracksafe ${path}`);
        await expect(run(example), example).resolves.toBeDefined();
        expect(ran.pop()).toBe(path);
      }
    }
  });

  it("fits 80 columns", async () => {
    const { commands } = await createParser();
    const lines = commands.flatMap((command) => helpOf(command).split("\n"));
    expect(lines.length).toBeGreaterThan(300);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it.each(["tracksafe list ./backups --nope", "tracksafe export ./backups", "tracksafe lst"])(
    "would not get away with %s",
    async (line) => {
      const { run } = await createParser();
      await expect(run(line)).rejects.toThrow(/unknown|mandatory|not specified/);
    },
  );
});
