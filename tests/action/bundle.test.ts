import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { startCacheService } from "../support/action/cache-service.ts";
import { createActionScene } from "../support/action/scene.ts";

const root = resolve(import.meta.dirname, "../..");
const dist = join(root, "action/dist");

describe("the bundle", () => {
  it("backs up, with the cache, verifies and restores", async () => {
    await using cache = await startCacheService();
    await using scene = await createActionScene({ cache });
    const identity = { "age-identity": scene.identity };
    for (const inputs of [
      { command: "backup" },
      { command: "verify", ...identity },
      { command: "restore", target: "same", ...identity },
    ]) {
      const started = await scene.start(inputs, join(dist, "index.js"));
      expect((await started.finished).exit).toBe(0);
    }
    expect(cache.entries).toHaveLength(1);
  });

  it("names no place on the machine that made it, and the license of every package in it", async () => {
    const texts = await Promise.all(
      (await readdir(dist)).map((name) => readFile(join(dist, name), "utf8")),
    );
    expect(texts.filter((text) => text.includes(root))).toEqual([]);
    const licenses = await readFile(join(dist, "licenses.txt"), "utf8");
    for (const name of ["@actions/core", "@octokit/rest", "age-encryption", "undici", "zod"]) {
      expect(licenses).toMatch(
        new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\\n(MIT|Apache-2.0|BSD-3-Clause)$`, "m"),
      );
    }
  });
});
