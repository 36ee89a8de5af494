import { spawn } from "node:child_process";
import { COMMAND_LINE, MACHINE } from "./programs.ts";

/** A command line on a terminal of its own, which ends with the scope it is in. */
export interface OnTerminal extends Disposable {
  /** Types a line, and Enter. */
  type(line: string): void;
  /** Presses a key, as the terminal sends it. */
  press(key: string): void;
  /** Presses Ctrl-C. */
  interrupt(): void;
  /** Waits until the screen matches `pattern`, and returns the match. */
  shows(pattern: RegExp): Promise<RegExpExecArray>;
  /** The exit code, and all that was on the screen. */
  readonly finished: Promise<{ readonly exit: number | null; readonly screen: string }>;
}

/** Starts `tracksafe` with `args` where somebody types and watches. */
export function startOnTerminal(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): OnTerminal {
  const words = [process.execPath, COMMAND_LINE, ...args].map((word) => `'${word}'`);
  // Wide enough that no sentence is broken, so that a test can look for it.
  const command = `stty cols 240; exec ${words.join(" ")}`;
  const child = spawn("script", ["-qefc", command, "/dev/null"], {
    // Without colour, so that a test can look for whole sentences.
    env: { ...MACHINE, TERM: "xterm", NO_COLOR: "1", ...env },
  });
  let screen = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    screen += chunk;
  });
  const finished = new Promise<{ exit: number | null; screen: string }>((end, reject) => {
    child.on("close", (exit) => end({ exit, screen }));
    child.on("error", (cause) =>
      reject(new Error("This test needs `script`: apt-get install bsdutils", { cause })),
    );
  });
  return {
    type: (line) => {
      child.stdin.write(`${line}\r`);
    },
    press: (key) => {
      child.stdin.write(key);
    },
    interrupt: () => {
      child.stdin.write("\u0003");
    },
    shows: (pattern) =>
      new Promise((found, lost) => {
        const look = () => {
          const match = pattern.exec(screen);
          if (match === null) return;
          child.stdout.off("data", look);
          child.off("close", giveUp);
          found(match);
        };
        const giveUp = () => lost(new Error(`it ended without ${pattern}: ${screen}`));
        child.stdout.on("data", look);
        child.on("close", giveUp);
        look();
      }),
    finished,
    [Symbol.dispose]: () => {
      child.kill("SIGKILL");
    },
  };
}
