import { UsageError } from "../../../src/errors.ts";
import type { Asker } from "../../../src/setup/asker.ts";

/** A question, and what is answered to it. */
export type Scripted = readonly [question: RegExp, answer: string | ((said: string) => string)];

/** Somebody who answers by a script, and remembers all that was said. */
export interface ScriptedAsker extends Asker {
  /** All that was on the screen: what was said, asked and shown, without hidden answers. */
  screen(): string;
  /** The questions of the script that were not asked. */
  left(): readonly RegExp[];
}

/** An asker to whose questions `script` has the answers, in this order; any other question throws. */
export function createScriptedAsker(
  script: readonly Scripted[],
  isInteractive = true,
): ScriptedAsker {
  const rest = [...script];
  const lines: string[] = [];
  return {
    isInteractive,
    say: (text) => void lines.push(text),
    reveal: (secret) => void lines.push(secret.reveal()),
    async ask(question, { hidden = false } = {}) {
      if (!isInteractive) throw new UsageError("usage/terminal", "Nobody is there.");
      const [pattern, answer] = rest.shift() ?? [];
      if (!pattern?.test(question)) {
        throw new Error(`asked "${question}" instead of ${pattern} after:\n${lines.join("\n")}`);
      }
      const text = typeof answer === "function" ? answer(lines.join("\n")) : (answer ?? "");
      lines.push(hidden ? question : question + text);
      return text;
    },
    screen: () => lines.join("\n"),
    left: () => rest.map(([question]) => question),
  };
}
