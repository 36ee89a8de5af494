import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeDocument, encodeDocument, verifySnapshot } from "../../src/index.ts";

/**
 * Snapshots as earlier versions wrote them. They stay as they are for ever; new ones are added
 * beside them, and to SHA256SUMS.
 */
const folder = import.meta.dirname;
const sums = readFileSync(join(folder, "SHA256SUMS"), "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split("  ") as [string, string]);
const read = (path: string) => readFileSync(join(folder, path));

describe("golden snapshots", () => {
  it("are what they always were", () => {
    expect(sums.length).toBeGreaterThan(0);
    for (const [sum, path] of sums) {
      expect(createHash("sha256").update(read(path)).digest("hex"), path).toBe(sum);
    }
    const present = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.parentPath !== folder)
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
    expect(present.sort()).toEqual(sums.map(([, path]) => path).sort());
  });

  it("are read without a problem, and written again as they are", async () => {
    const snapshot = "v1/plain";
    const files = readdirSync(join(folder, snapshot));
    const verified = await verifySnapshot({
      files: async () => files,
      read: async (name) => read(join(snapshot, name)),
    });
    expect(verified.problems).toEqual([]);
    expect(verified.files).toBe(files.length);
    const documents = files.filter((name) => name.endsWith(".json") && name !== "metadata.json");
    expect(documents.length).toBeGreaterThan(10);
    for (const name of documents) {
      const bytes = read(join(snapshot, name));
      expect(encodeDocument(decodeDocument(bytes, name)), name).toBe(bytes.toString());
    }
  });
});
