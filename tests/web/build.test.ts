import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { buildPage, PAGE } from "../../tools/web.ts";

const page = await readFile(PAGE, "utf8");

describe("docs/tracksafe.html", () => {
  it("is what its sources make, byte for byte", async () => {
    // `npm run web` brings it up to date.
    expect(page === (await buildPage()).html).toBe(true);
  });

  it("is made the same from anywhere", async () => {
    const before = process.cwd();
    process.chdir(join(import.meta.dirname, "../support"));
    try {
      expect((await buildPage()).html === page).toBe(true);
    } finally {
      process.chdir(before);
    }
  });

  it("is one file that allows its own scripts and style, and no connection", async () => {
    const { script } = await buildPage();
    const [, policy = ""] = /Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
    const hashOf = (text: string) => createHash("sha256").update(text).digest("base64");
    const inner = (tag: string) =>
      new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)?.[1] ?? "";
    const [, packed = ""] = /type="text\/plain">([^<]+)</.exec(page) ?? [];
    expect(inflateRawSync(Buffer.from(packed, "base64")).toString() === script).toBe(true);
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${hashOf(inner("script"))}' 'sha256-${hashOf(script)}'`,
      `style-src 'sha256-${hashOf(inner("style"))}'`,
      "img-src data: blob:",
      "worker-src blob:",
      "connect-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types tracksafe-script tracksafe-worker",
    ]);
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(300_000);
    expect(page).not.toContain(resolve(import.meta.dirname, "../.."));
  });

  it("has the license of every package in it", () => {
    const licenses = page.slice(page.lastIndexOf("<!--"));
    for (const name of ["@noble/curves", "age-encryption", "preact"]) {
      expect(licenses).toMatch(
        new RegExp(`^(?:<!--\\n)?${name} \\d+\\.\\d+\\.\\d+\\n(MIT|BSD-3-Clause)$`, "m"),
      );
    }
  });
});
