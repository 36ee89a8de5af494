/**
 * Writes the JSON Schemas of format v1 to `docs/schema/`. They are made from the schemas that the
 * program itself reads with. A test compares the files with the result.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { documentSchema } from "../src/snapshot/document.ts";
import { metadataSchema } from "../src/snapshot/metadata.ts";

/** The text of each schema file, by name. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const schemas = { document: documentSchema, metadata: metadataSchema };
  return new Map(
    Object.entries(schemas).map(([name, schema]) => {
      const json = z.toJSONSchema(schema, { io: "input", reused: "ref" });
      return [`${name}.v1.json`, `${JSON.stringify(json, null, 2)}\n`];
    }),
  );
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, "../docs/schema");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of schemaFiles()) writeFileSync(join(folder, name), text);
}
