import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { withTables } from "../../tools/action-docs.ts";
import { releasedAction } from "../../tools/release-action.ts";
import { createLanguageService, type LanguageService, ROOT } from "./language-service.ts";
import { pinProblems } from "./workflow-rules.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const inputSchema = z.strictObject({ description: z.string(), default: z.string() });
const keepSchema = z.strictObject({
  name: z.string(),
  if: z.string(),
  uses: z.string(),
  with: z.record(z.string(), z.string()),
});
const outerSchema = z.object({
  inputs: z.record(z.string(), inputSchema),
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
  runs: z.object({
    using: z.literal("composite"),
    steps: z.tuple([
      z.strictObject({
        id: z.string(),
        uses: z.string(),
        with: z.record(z.string(), z.string()),
      }),
      keepSchema,
      keepSchema,
    ]),
  }),
});
const innerSchema = z.object({
  inputs: z.record(z.string(), inputSchema),
  outputs: z.record(z.string(), z.strictObject({ description: z.string() })),
  runs: z.unknown(),
});

const outer = outerSchema.parse(parse(read("action.yml")));
const inner = innerSchema.parse(parse(read("action/action.yml")));
const [program, ...kept] = outer.runs.steps;

let service: LanguageService;
beforeAll(async () => {
  service = await createLanguageService();
});
afterAll(() => service[Symbol.asyncDispose]());

describe.each(["action.yml", "action/action.yml"])("%s", (path) => {
  it("is one to GitHub's language service, and pinned", async () => {
    expect(await service.check(path, read(path))).toEqual([]);
    // A commit does not know its own hash, so it can only write this. A release writes more, see below.
    const own = path === "action.yml" ? ["not pinned: $/action"] : [];
    expect(pinProblems(read(path))).toEqual(own);
  });

  it("describes everything in one sentence", () => {
    const { inputs, outputs } = path === "action.yml" ? outer : inner;
    for (const { description } of [...Object.values(inputs), ...Object.values(outputs)]) {
      expect(description).toMatch(/^[A-Z][^.\n]*(?:\.yml[^.\n]*)?\.$/);
    }
  });
});

describe("GitHub's language service", () => {
  it.each<[string, RegExp, string, string]>([
    ["an input passed on that is none", / command: \$/, " comand: $", "Invalid action input"],
    ["an output of no step", /outputs\.unsaved != ''/, "outputs.unsaved !== ''", "Unexpected"],
    ["a context that is not there", /inputs\.names/, "secrets.names", "Unrecognized named-value"],
  ])("finds %s", async (_, what, instead, message) => {
    const broken = read("action.yml").replace(what, instead);
    expect(broken).not.toBe(read("action.yml"));
    expect((await service.check("action.yml", broken)).join("\n")).toContain(message);
  });
});

describe("the composite action", () => {
  it("has the inputs and outputs of the program, but for what only it uses", () => {
    expect(outer.inputs).toEqual(inner.inputs);
    expect(Object.keys(outer.inputs)).toEqual(Object.keys(inner.inputs));
    const { unsaved, review, ...shown } = inner.outputs;
    expect([unsaved, review].every(Boolean)).toBe(true);
    const described = Object.entries(outer.outputs).map(([name, { description }]) => [
      name,
      { description },
    ]);
    expect(Object.fromEntries(described)).toEqual(shown);
  });

  it("passes every input on as it is, and every output back", () => {
    expect(program.uses).toBe("$/action");
    expect(program.with).toEqual(
      Object.fromEntries(Object.keys(inner.inputs).map((name) => [name, `\${{ inputs.${name} }}`])),
    );
    for (const [name, { value }] of Object.entries(outer.outputs)) {
      expect(value).toBe(`\${{ steps.${program.id}.outputs.${name} }}`);
    }
  });

  it("keeps what could not be committed, and what is to be decided, however the program ended", () => {
    for (const [at, output] of ["unsaved", "review"].entries()) {
      expect(kept[at]?.if).toBe(`always() && steps.run.outputs.${output} != ''`);
      expect(kept[at]?.uses).toMatch(/^actions\/upload-artifact@[0-9a-f]{40}$/);
      expect(kept[at]?.with).toMatchObject({
        path: `\${{ steps.run.outputs.${output} }}`,
        "if-no-files-found": "error",
      });
    }
  });

  it("runs what is built, on Node 24", () => {
    expect(inner.runs).toEqual({ using: "node24", main: "dist/index.js" });
  });

  it("has the defaults that spare and protect", () => {
    const defaults = Object.fromEntries(
      Object.entries(outer.inputs).map(([name, input]) => [name, input.default]),
    );
    expect(defaults).toMatchObject({
      command: "backup",
      encryption: "age",
      "dry-run": "true",
      target: "other",
      "allow-public": "false",
      "new-user": "false",
      names: "auto",
    });
  });
});

describe("a release", () => {
  const address = `somebody/tracksafe/action@${"0".repeat(40)} # v1.2.3`;

  it("calls its program by an address that every runner understands", async () => {
    const released = releasedAction(read("action.yml"), address);
    expect(released).not.toContain("$/");
    expect(pinProblems(released)).toEqual([]);
    expect(released.replace(address, "$/action")).toBe(read("action.yml"));
  });

  it.each<[string, string, RegExp]>([
    [read("action.yml"), "somebody/tracksafe/action@v1", /not the address/],
    [read("action/action.yml"), address, /in another way/],
    [`${read("action.yml")}# $/`, address, /more than once/],
  ])("is not made of what does not fit", (action, program, message) => {
    expect(() => releasedAction(action, program)).toThrow(message);
  });
});

describe("docs/action.md", () => {
  it("has the tables of action.yml (node tools/action-docs.ts writes them)", () => {
    const page = read("docs/action.md");
    expect(withTables(page, read("action.yml"))).toBe(page);
    const changed = read("action.yml").replace("default: backups", "default: elsewhere");
    expect(withTables(page, changed)).not.toBe(page);
  });
});
