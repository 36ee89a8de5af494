/**
 * Writes the JSON Schemas to `docs/schema/`: of format v1, made from the schemas that the program
 * itself reads with, and of what the commands print with `--json`. The tables of `docs/json.md` are
 * made from the latter. Tests compare the files with the result.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { documentSchema } from "../src/snapshot/document.ts";
import { metadataSchema } from "../src/snapshot/metadata.ts";
import { withAnswers } from "./answer-docs.ts";
import { ANSWERS } from "./answers/index.ts";

/** The text of each schema file, by name. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const formats = { document: documentSchema, metadata: metadataSchema };
  return new Map([
    ...Object.entries(formats).map(([name, schema]) => {
      const json = z.toJSONSchema(schema, { io: "input", reused: "ref" });
      return [`${name}.v1.json`, textOf(json)] as const;
    }),
    ...ANSWERS.map(({ name, schema }) => {
      return [`cli/${name}.json`, textOf(z.toJSONSchema(schema, { override: allowMore }))] as const;
    }),
  ]);
}

function textOf(json: object): string {
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** Keys may be added to an answer later. */
function allowMore({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}

if (import.meta.main) {
  const docs = join(import.meta.dirname, "../docs");
  for (const [name, text] of schemaFiles()) {
    const path = join(docs, "schema", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const page = join(docs, "json.md");
  writeFileSync(page, withAnswers(readFileSync(page, "utf8")));
}
