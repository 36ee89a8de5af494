import type { Command } from "commander";
import { createKey } from "../app/keys.ts";
import { UsageError } from "../errors.ts";
import { EXIT } from "../report/exit.ts";
import { plainLines } from "../safe-text.ts";
import type { CommandContext, Definer } from "./command.ts";
import type { CommandResult } from "./io.ts";

const EXAMPLES = `
Examples:
  tracksafe keygen --out tracksafe.key
  tracksafe keygen --out tracksafe.key --recovery tracksafe.recovery`;

interface KeygenFlags {
  readonly out?: string;
  readonly recovery?: string;
  readonly postQuantum?: boolean;
}

/** `tracksafe keygen`: an age key to seal snapshots with. */
export function keygenCommand({ define }: Definer): Command {
  return define<KeygenFlags>("keygen", "Make an age key to seal snapshots with", run)
    .option("--out <file>", "file for the identity, which opens snapshots; never overwritten")
    .option("--recovery <file>", "file for a copy of the identity, sealed with a new passphrase")
    .option("--post-quantum", "make a hybrid key; the age program can use it from version 1.3 on")
    .addHelpText("after", EXAMPLES);
}

async function run({ world }: CommandContext, flags: KeygenFlags): Promise<CommandResult> {
  const { out, recovery, postQuantum = false } = flags;
  if (out === undefined) {
    throw new UsageError("usage/out", "No file for the key is given.", {
      hint: "Name one: tracksafe keygen --out tracksafe.key",
    });
  }
  const files = { out, postQuantum, ...(recovery === undefined ? {} : { recovery }) };
  const { recipient, passphrase } = await createKey(files, world);
  const lines = [
    `Public key (AGE_RECIPIENTS): ${recipient}`,
    `Identity: ${out}. Keep it apart from your snapshots: whoever has it can open them, and without it nobody can.`,
  ];
  if (passphrase !== null) {
    lines.push(
      `Recovery copy: ${recovery}. It opens with this passphrase, which is shown only now:`,
      `  ${passphrase.reveal()}`,
    );
  }
  return {
    exit: EXIT.done,
    text: plainLines(lines),
    json: { recipient, identity: out, recovery, passphrase: passphrase?.reveal() },
  };
}
