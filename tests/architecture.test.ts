import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const base = [
  "bytes",
  "disposables",
  "errors",
  "log",
  "nearest",
  "safe-text",
  "secret",
  "clock",
  "version",
  "json",
];
const useCase = ["model", "snapshot", ...base];

/**
 * Folder or file → what it may import of ours, as docs/architecture.md explains. A folder below a
 * folder has a line of its own where it may import something else.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "src/safe-text": [],
  "src/errors": ["safe-text"],
  "src/log": ["safe-text"],
  "src/secret": [],
  "src/clock": [],
  "src/disposables": [],
  "src/version": [],
  "src/bytes": [],
  "src/json": [],
  "src/model": base,
  "src/snapshot": ["model", "bytes", "errors", "json"],
  "src/http": ["errors", "log", "secret", "clock", "json"],
  "src/spotify": ["model", "http", ...base],
  "src/crypto": ["model", "errors", "secret"],
  "src/github": ["model", "http", "crypto", ...base],
  "src/disk": ["model", ...base],
  "src/store": ["model", ...base],
  "src/store/directory": ["model", "disk", "store", ...base],
  "src/store/github": ["model", "github", "store", ...base],
  "src/history": useCase,
  "src/backup": [...useCase, "history"],
  "src/resolve": [...useCase, "match"],
  "src/restore": [...useCase, "history", "match", "resolve"],
  "src/auth": useCase,
  "src/doctor": [...useCase, "auth", "history", "setup"],
  "src/setup": [...useCase, "auth", "history"],
  "src/match": ["model", "errors"],
  // Files of other tools hold what Spotify's API answers, and its references.
  "src/import": ["match", "spotify", "model", "errors", "json", "safe-text"],
  // It writes what `src/import` reads.
  "src/export": ["import", "spotify", "model", "errors", "safe-text"],
  "src/view": useCase,
  "src/report": ["model", "snapshot", "errors", "safe-text"],
  "src/app": ["*"],
  "src/index": ["app", "model", ...base],
  action: ["app", "report", ...base],
  // It runs in a browser: see below for what that takes.
  web: [
    ...["model", "snapshot", "crypto", "setup", "history", "store", "match", "export", "restore"],
    "spotify",
    "view",
    ...["report", ...base],
  ],
  "src/cli": ["app", "report", ...base],
};

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, path = ""]) =>
    relative(root, resolve(root, dirname(file), path)),
  );
}

/** The line of the table that a file belongs to: `src/store/github`, `src/model`, `src/errors`. */
function unitOf(file: string): string {
  const [top = ""] = file.split("/");
  if (top !== "src") return top;
  const folders = file.replace(/\.tsx?$/, "").split("/");
  const below = folders.slice(0, 3).join("/");
  return below in allowed ? below : folders.slice(0, 2).join("/");
}

const sources = ["src", "action", "emulator", "web"].flatMap(sourceFiles);
const graph = new Map(sources.map((file) => [file, importsOf(file)]));

/** `files`, and all files that they import, directly or not. */
function reachedFrom(files: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const next of graph.get(file) ?? []) visit(next);
  };
  for (const file of files) visit(file);
  return reached;
}

/** The code of a file without its comments. */
function codeOf(file: string): string {
  return readFileSync(join(root, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
}

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

  it("has nothing of Node in what the page in the browser is made of", () => {
    const reached = reachedFrom(sourceFiles("web"));
    expect([...reached]).toContain("src/crypto/keygen.ts");
    // The types of `web/` do not have the globals that only Node has, such as Buffer.
    const ofNode = [...reached].filter((file) =>
      /(?:from|import)\s*\(?\s*"node:/.test(codeOf(file)),
    );
    expect(ofNode).toEqual([]);
  });

  it("names no provider in the core", () => {
    const core = ["src/model", "src/snapshot", "src/backup", "src/history"].flatMap(sourceFiles);
    const naming = core.filter((file) => {
      const code = codeOf(file);
      return /spotify/i.test(code);
    });
    expect(naming).toEqual([]);
  });

  it("prints in few places, which make text from elsewhere plain", () => {
    const printing = ["src", "action"].flatMap(sourceFiles).filter((file) => {
      const code = codeOf(file);
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

  it("exports each name from one file, so that a search finds one thing", () => {
    const exporting = /^export (?:async )?(?:function\*?|const|let|type|interface|class) (\w+)/gm;
    const files = Map.groupBy(
      ["src", "action", "web"]
        .flatMap(sourceFiles)
        .flatMap((file) =>
          [...codeOf(file).matchAll(exporting)].map(([, name = ""]) => ({ name, file })),
        ),
      ({ name }) => name,
    );
    expect(files.size).toBeGreaterThan(1000);
    const shared = [...files].filter(([, all]) => new Set(all.map(({ file }) => file)).size > 1);
    expect(shared.map(([name, all]) => [name, ...all.map(({ file }) => file)])).toEqual([]);
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
  const unit = unitOf(target).replace(/^src\//, "");
  return names.includes("*") || names.includes(unit);
}
