import { build } from "esbuild";
import { describe, expect, it } from "vitest";

describe("the code that a page uses", () => {
  it.each(["src/match/match.ts", "src/import/import.ts", "src/export/export.ts"])(
    "needs nothing of Node: %s",
    async (entry) => {
      const { outputFiles } = await build({
        entryPoints: [new URL(`../../${entry}`, import.meta.url).pathname],
        bundle: true,
        write: false,
        format: "esm",
        platform: "browser",
        logLevel: "silent",
      });
      const text = outputFiles[0]?.text ?? "";
      expect(text.length).toBeGreaterThan(1_000);
      expect(text).not.toMatch(/["']node:|\bBuffer\./);
    },
  );
});
