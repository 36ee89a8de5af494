import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as library from "../src/index.ts";

const FUNCTIONS = [
  "backup",
  "connectSpotify",
  "createKey",
  "createOpen",
  "createWorld",
  "listSnapshots",
  "logInToSpotify",
  "openRepository",
  "openStates",
  "openStore",
  "restore",
  "verifySnapshots",
];

const CLASSES = [
  "AppError",
  "AuthError",
  "CancelledError",
  "ConflictError",
  "FormatError",
  "IncompleteListError",
  "IntegrityError",
  "InternalError",
  "KeyError",
  "MovedError",
  "NotFoundError",
  "ProviderError",
  "RateLimitError",
  "Secret",
  "StoreError",
  "UsageError",
];

describe("the library", () => {
  it("exports these names and no others", () => {
    expect(Object.keys(library).sort()).toEqual([...FUNCTIONS, ...CLASSES].sort());
  });

  it.each(FUNCTIONS)("documents %s with an example", (name) => {
    const folder = join(import.meta.dirname, "../src/app");
    const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
    const comment = new RegExp(
      `/\\*\\*((?:(?!\\*/)[^])*)\\*/\\nexport (?:async )?function ${name}\\b`,
    );
    const found = texts.flatMap((text) => comment.exec(text)?.[1] ?? []);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/@example\n \* ```ts\n/);
    expect(found[0]).toContain(`${name}(`);
  });
});
