/**
 * Writes the tables of inputs and outputs between their markers in `docs/action.md`, made from
 * `action.yml`. A test compares the page with the result.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const metadata = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
});

/**
 * `page` with the tables for `action`, the text of an `action.yml`. Throws if the markers are
 * missing.
 */
export function withTables(page: string, action: string): string {
  const { inputs, outputs } = metadata.parse(parse(action));
  const rows = {
    inputs: Object.entries(inputs).map(([name, { description, default: value }]) => [
      `\`${name}\``,
      value === "" ? "" : `\`${value}\``,
      description,
    ]),
    outputs: Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, description]),
  };
  const withInputs = replaceBetween(page, "inputs", table(["input", "default", ""], rows.inputs));
  return replaceBetween(withInputs, "outputs", table(["output", ""], rows.outputs));
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** `page` with `text` between the markers `name`. Throws if they are missing. */
export function replaceBetween(page: string, name: string, text: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no place for the ${name}`);
  return `${page.slice(0, from)}${start}\n${text}\n${page.slice(to)}`;
}

if (import.meta.main) {
  const root = join(import.meta.dirname, "..");
  const page = join(root, "docs/action.md");
  const action = readFileSync(join(root, "action.yml"), "utf8");
  writeFileSync(page, withTables(readFileSync(page, "utf8"), action));
}
