import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const base = ["errors", "log", "plain", "secret", "clock", "version", "json"];
const ports = ["store/store", "store/state", "crypto/sealer"];

/** Folder or file → what it may import of ours, as docs/architecture.md explains. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "src/plain": [],
  "src/errors": ["plain"],
  "src/log": ["plain"],
  "src/secret": [],
  "src/clock": [],
  "src/version": [],
  "src/json": [],
  "src/heap": [],
  "src/model": ["errors"],
  "src/snapshot": ["model", "errors", "json"],
  "src/http": ["errors", "log", "secret", "clock", "json"],
  "src/spotify": ["model", "http", ...base],
  "src/crypto": ["errors", "secret"],
  "src/github": ["http", "crypto", ...base],
  "src/store": ["github", ...base],
  "src/backup": ["model", "snapshot", "history", ...ports, ...base],
  "src/history": ["model", "snapshot", ...ports, ...base],
  "src/restore": ["model", "snapshot", ...ports, ...base],
  "src/setup": ["model", "snapshot", "history", ...ports, ...base],
  "src/report": ["model", "snapshot", "errors", "plain"],
  "src/compose": ["*"],
  "src/index": ["*"],
  action: ["compose", "index", "report", "errors", "log", "plain", "heap"],
  "src/cli": ["compose", "index", "report", "errors", "log", "plain", "heap"],
};

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, path = ""]) =>
    relative(root, resolve(root, dirname(file), path)),
  );
}

/** The folder of a file, or for a file directly in `src/` the file: `src/model`, `src/errors`. */
function unitOf(file: string): string {
  const [top = ""] = file.split("/");
  if (top !== "src") return top;
  return file.split("/").slice(0, 2).join("/").replace(/\.ts$/, "");
}

const sources = ["src", "action", "emulator"].flatMap(sourceFiles);
const graph = new Map(sources.map((file) => [file, importsOf(file)]));

describe("architecture", () => {
  it("imports only what the table allows", () => {
    const broken = [...graph].flatMap(([file, imports]) =>
      imports
        .filter((target) => unitOf(target) !== unitOf(file) && !mayImport(file, target))
        .map((target) => `${file} → ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it("has no import cycle", () => {
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      expect(path, `cycle through ${file}`).not.toContain(file);
      if (done.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of graph.keys()) visit(file, []);
    expect(done.size).toBe(graph.size);
  });

  it("names no provider in the core", () => {
    const core = ["src/model", "src/snapshot", "src/backup", "src/history"].flatMap(sourceFiles);
    const naming = core.filter((file) => {
      const code = readFileSync(join(root, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
      return /spotify/i.test(code);
    });
    expect(naming).toEqual([]);
  });

  it("prints in few places, which make text from elsewhere plain", () => {
    const printing = ["src", "action"].flatMap(sourceFiles).filter((file) => {
      const code = readFileSync(join(root, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
      return /\b(?:stdout|stderr)\.write|\bconsole\.|process\.std(?:out|err)|@actions\/core/.test(
        code,
      );
    });
    expect(printing.sort()).toEqual([
      "action/output.ts",
      "src/cli/io.ts",
      "src/cli/main.ts",
      "src/cli/program.ts",
      "src/cli/progress.ts",
      "src/cli/prompt.ts",
      "src/cli/streams.ts",
    ]);
  });

  it("keeps files short enough to read", () => {
    const long = sources.filter(
      (file) => readFileSync(join(root, file), "utf8").split("\n").length > 350,
    );
    expect(long).toEqual([]);
  });
});

function mayImport(file: string, target: string): boolean {
  if (file.startsWith("emulator/")) return false;
  if (file === "src/cli/demo.ts" && target.startsWith("emulator/")) return true;
  const names = allowed[unitOf(file)];
  if (names === undefined) throw new Error(`${file} is not in the table`);
  return (
    names.includes("*") ||
    names.some((name) => target === `src/${name}.ts` || target.startsWith(`src/${name}/`))
  );
}
