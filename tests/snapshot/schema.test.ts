import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeDocument } from "../../src/snapshot/document.ts";
import { schemaFiles } from "../../tools/schema.ts";
import { entry, playlist } from "../support/arbitraries.ts";

const folder = join(import.meta.dirname, "../../docs/schema");

describe("published JSON Schemas", () => {
  it("are those of this program (npm run schema writes them)", () => {
    const files = schemaFiles();
    const stored = readdirSync(folder, { recursive: true, encoding: "utf8" });
    expect(stored.filter((name) => name !== "cli").sort()).toEqual([...files.keys()].sort());
    for (const [name, text] of files) expect(readFileSync(join(folder, name), "utf8")).toBe(text);
  });

  it("accept every document that this program writes", () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const validate = ajv.compile(JSON.parse(schemaFiles().get("document.v1.json") ?? ""));
    fc.assert(
      fc.property(playlist, fc.array(entry, { maxLength: 3 }), (head, entries) => {
        const text = encodeDocument({ kind: "playlist", playlist: head, entries });
        expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
      }),
    );
    expect(validate({ format: "tracksafe", formatVersion: 1, kind: "likes" })).toBe(false);
  });
});
