import { z } from "zod";
import { replaceBetween, table } from "./action-docs.ts";
import { ANSWERS, type Answer } from "./answers/index.ts";

type Schema = z.core.JSONSchema.BaseSchema;

/** An object with its keys, and the way to it from the answer: `matches[].spans[]`. */
interface ObjectAt {
  readonly path: string;
  readonly schema: Schema;
}

/** `page`, the text of `docs/json.md`, with the tables of all answers between its markers. */
export function withAnswers(page: string): string {
  const parts = new Map<string, Schema>();
  const sections = ANSWERS.map((answer) => {
    const { $defs, ...schema } = z.toJSONSchema(answer.schema);
    for (const [id, part] of Object.entries($defs ?? {})) {
      if (!isAnswer(id)) parts.set(id, part);
    }
    return `## ${headingOf(answer)}\n\n${tablesOf(schema)}`;
  });
  const shared = [...parts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, schema]) => `### ${id}\n\n${tablesOf(schema)}`);
  const common = ["## Parts of several answers", ...shared];
  return replaceBetween(page, "answers", ["", ...sections, ...common, ""].join("\n\n").trim());
}

function isAnswer(id: string): boolean {
  return ANSWERS.some(({ name }) => name === id);
}

function headingOf({ command, usage }: Answer): string {
  return command === null ? "A command that fails" : `\`${usage}\``;
}

/** The anchor of the section about a part, or about an answer. */
function anchorOf(id: string): string {
  const answer = ANSWERS.find(({ name }) => name === id);
  const heading = answer === undefined ? id : headingOf(answer);
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

/** A table for an object, and one for each object in it. */
function tablesOf(schema: Schema): string {
  const [first, ...inner] = objectsIn({ path: "", schema });
  return [
    first === undefined ? "" : tableOf(first.schema),
    ...inner.flatMap(({ path, schema: each }) => [introOf(path), tableOf(each)]),
  ].join("\n\n");
}

function introOf(path: string): string {
  return path.endsWith("[]") ? `Each of \`${path.slice(0, -2)}\`:` : `\`${path}\`:`;
}

function tableOf({ properties = {}, required = [] }: Schema): string {
  const rows = Object.entries(properties).map(([key, schema]) => {
    if (typeof schema === "boolean") throw new Error(`${key} is not described`);
    if (schema.description === undefined) throw new Error(`${key} has no description`);
    const name = required.includes(key) ? `\`${key}\`` : `\`${key}\`, if any`;
    return [name, typeText(schema), schema.description];
  });
  return table(["key", "type", "holds"], rows);
}

/** The object itself, and those in it that have no name, with their keys. */
function objectsIn({ path, schema }: ObjectAt): readonly ObjectAt[] {
  if (schema.properties === undefined) return [];
  const inner = Object.entries(schema.properties).flatMap(([key, each]) =>
    alternatives(each).flatMap((one) => {
      const [at, item] = one.type === "array" ? [`${key}[]`, itemsOf(one)] : [key, one];
      return objectsIn({ path: path === "" ? at : `${path}.${at}`, schema: item });
    }),
  );
  return [{ path, schema }, ...inner];
}

function alternatives(schema: Schema | boolean): readonly Schema[] {
  if (typeof schema === "boolean") return [];
  return schema.anyOf?.flatMap(alternatives) ?? [schema];
}

function itemsOf({ items }: Schema): Schema {
  return typeof items === "object" && !Array.isArray(items) ? (items as Schema) : {};
}

/** The type of a value in a few words. */
function typeText(schema: Schema): string {
  const { $ref, anyOf, type, format } = schema;
  if ($ref !== undefined) {
    const id = $ref.replace("#/$defs/", "");
    return `[${id}](#${anchorOf(id)})`;
  }
  if (anyOf !== undefined) {
    return anyOf.map((one) => typeText(one as Schema)).join(" or ");
  }
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${one}\``).join(", ");
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (Array.isArray(type)) return type.map((one) => TYPES[one] ?? one).join(" or ");
  if (type === "array")
    return `list of ${typeText(itemsOf(schema)).replace(/^object$/, "objects")}`;
  if (format === "date-time") return "time";
  return TYPES[type ?? ""] ?? "";
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  integer: "number",
  number: "number",
  boolean: "`true`, `false`",
  object: "object",
  null: "`null`",
};
