import { StoreError } from "../errors.ts";
import { errorText } from "../report/error.ts";
import { EXIT } from "../report/exit.ts";

/**
 * Makes this process end in a sentence, and with exit code 9 where it would have been 0, when not
 * all that it prints can be written: to a full disk, for one. A reader that has seen enough, such
 * as `head`, is no failure, and no reason to end the work.
 */
export function watchStreams(process: NodeJS.Process): void {
  let isWritten = true;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (cause: NodeJS.ErrnoException) => {
      if (cause.code === "EPIPE" || !isWritten) return;
      isWritten = false;
      process.stderr.write(`tracksafe: ${errorText(unwritten(cause))}\n`);
    });
  }
  // A stream may report a failure late. Only now is it certain that there is none.
  process.on("exit", () => {
    if (!isWritten) process.exitCode ||= EXIT.store;
  });
}

function unwritten(cause: NodeJS.ErrnoException): StoreError {
  return new StoreError(
    "output/unwritten",
    `Not all of the output could be written (${cause.code ?? "unknown error"}).`,
    { cause, hint: "Check the file, disk or program that it goes to, then run it again." },
  );
}
