import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** The names of the browser in the packages of Chromium. */
const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The same engine without the windows of a browser. Tests take two thirds of the CPU time with it. */
const SHELL = "chromium-headless-shell";

/** Options that switch off the browser's own requests, so that only those of the pages are seen. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
];

/**
 * Starts this machine's Chromium, without a window and with a profile of its own. Whatever `names`
 * there are besides its own, they all are this machine.
 */
export async function startChromium(...names: readonly string[]): Promise<Browser> {
  const rules = names.map((name) => `MAP ${name} 127.0.0.1`).join(",");
  return await chromium.launch({
    executablePath: findProgram([SHELL, ...BROWSERS]),
    args: [...QUIET, `--host-resolver-rules=${rules}`],
  });
}

/** Starts the whole browser, as people use it, without a window. */
export async function startBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: findProgram(BROWSERS), args: QUIET });
}

function findProgram(names: readonly string[]): string {
  const directories = (process.env["PATH"] ?? "").split(delimiter);
  const paths = names.flatMap((name) => directories.map((directory) => join(directory, name)));
  const found = paths.find(isExecutable);
  if (found !== undefined) return found;
  throw new Error("This test needs Chromium: apt-get install chromium (or Chrome on the PATH)");
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
