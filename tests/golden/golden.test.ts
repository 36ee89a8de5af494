import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createOpen } from "../../src/app/keys.ts";
import type { Open } from "../../src/model/sealer.ts";
import { Secret } from "../../src/secret.ts";
import { decodeDocument, encodeDocument } from "../../src/snapshot/document.ts";
import { verifySnapshot } from "../../src/snapshot/verify.ts";
import { readingBy } from "../support/snapshot/stored-snapshots.ts";

/**
 * Snapshots as earlier versions wrote them. They never change. New ones are added beside them, and to
 * SHA256SUMS.
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
    const { files, verification } = await verify("v1/plain");
    expect(verification).toMatchObject({ problems: [], files: files.length });
    const documents = files.filter((name) => name.endsWith(".json") && name !== "metadata.json");
    expect(documents.length).toBeGreaterThan(10);
    for (const name of documents) {
      const bytes = read(join("v1/plain", name));
      expect(encodeDocument(decodeDocument(bytes, name)), name).toBe(bytes.toString());
    }
  });

  it("are opened where they are sealed", async () => {
    const open = await createOpen(new Secret(read("v1/identity.txt").toString()));
    const { files, verification } = await verify("v1/sealed", open);
    expect(verification).toMatchObject({ problems: [], files: files.length, opened: true });
    expect(files.filter((name) => name.startsWith("likes.")).length).toBeGreaterThan(1);
  });
});

async function verify(snapshot: string, open: Open | null = null) {
  const files = readdirSync(join(folder, snapshot));
  const reader = readingBy(
    async () => files,
    async (name) => read(join(snapshot, name)),
  );
  return { files, verification: await verifySnapshot(reader, open) };
}
