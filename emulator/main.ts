/**
 * An emulator in a process of its own, so that a benchmark measures the client only:
 *
 *     node emulator/main.ts '{"libraries":[{"seed":1,"likes":50000}],"latencyMs":20}'
 *
 * Prints one line of JSON with its address and the data for a login, then serves until SIGTERM or
 * until its standard input ends. `GET /__stats` returns figures about the requests so far. The line
 * `day` on its standard input adds a typical day's changes to every library, and is answered with a
 * line.
 */
import { createInterface } from "node:readline";
import { startEmulator } from "./emulator.ts";
import { generateLibrary, type LibrarySpec } from "./generate.ts";
import type { EmulatorOptions } from "./options.ts";
import { ALL_SCOPES } from "./scopes.ts";
import { addTypicalDay } from "./typical-day.ts";

type Arguments = Omit<EmulatorOptions, "accounts" | "now"> & {
  readonly libraries?: readonly LibrarySpec[];
};

const { libraries = [{ seed: 1 }], ...options } = JSON.parse(process.argv[2] ?? "{}") as Arguments;
const accounts = libraries.map((library) => generateLibrary(library));
const emulator = await startEmulator({ ...options, accounts });
const { apiUrl, accountsUrl, app } = emulator;
const refreshTokens = Object.fromEntries(
  accounts.map(({ accountId }) => [accountId, emulator.issueRefreshToken(accountId, ALL_SCOPES)]),
);
process.stdout.write(`${JSON.stringify({ apiUrl, accountsUrl, ...app, refreshTokens })}\n`);
process.once("SIGTERM", () => void emulator.close().then(() => process.exit(0)));
process.stdin.once("end", () => void emulator.close().then(() => process.exit(0)));
createInterface(process.stdin).on("line", (line) => {
  if (line !== "day") return;
  for (const account of accounts) addTypicalDay(account, Date.now());
  process.stdout.write("done\n");
});
