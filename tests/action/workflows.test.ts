import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { holds } from "../support/action/expressions.ts";
import { createLanguageService, type LanguageService, ROOT } from "./language-service.ts";
import { findProblems, PROGRAM, parseWorkflow, type Workflow } from "./workflow-rules.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const inFolder = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".yml"))
    .map((name) => join(folder, name));

const workflows = [...inFolder(".github/workflows"), ...inFolder("docs/examples")].filter((path) =>
  path.endsWith(".yml"),
);
const workflow = (name: string): Workflow => parseWorkflow(read(`.github/workflows/${name}.yml`));
const inputs = Object.keys(
  z.object({ inputs: z.record(z.string(), z.unknown()) }).parse(parse(read("action.yml"))).inputs,
);

let service: LanguageService;
beforeAll(async () => {
  service = await createLanguageService();
});
afterAll(() => service[Symbol.asyncDispose]());

describe.each(workflows)("%s", (path) => {
  it("is one to GitHub's language service", async () => {
    expect(await service.check(path, read(path))).toEqual([]);
  });

  it("keeps the rules", () => {
    expect(findProblems(read(path), inputs)).toEqual([]);
  });
});

describe("the checks", () => {
  const good = read(".github/workflows/backup.yml");

  it.each<[string, RegExp, string]>([
    ["an input that is none", /full: \$/, "fulll: $"],
    ["an action by tag", /@[0-9a-f]{40} # v[\d.]+/, "@v7"],
    ["an action by short sha", /@([0-9a-f]{7})[0-9a-f]{33}/, "@$1"],
    ["an action without its version", / # v7\.0\.1/, ""],
    ["a job without timeout", /\n {4}timeout-minutes: 60/, ""],
    ["a job without permissions", /\n {4}permissions:\n {6}contents: write\n {6}issues: write/, ""],
    [
      "a workflow without permissions",
      /\npermissions:\n {2}contents: write\n {2}issues: write/,
      "",
    ],
    ["a concurrency that cancels", /cancel-in-progress: false/, "cancel-in-progress: true"],
    ["no concurrency", /\nconcurrency:\n.*\n.*/, ""],
    ["the full hour", /"17 4/, '"0 4'],
    ["an even minute", /"17 4/, '"18 4'],
    ["every hour", /"17 4/, '"17 *'],
    ["an image that moves", /ubuntu-24\.04/, "ubuntu-latest"],
    ["a token left behind", /persist-credentials: false/, "persist-credentials: true"],
    ["a secret to type in", /\n {6}full:\n/, "\n      refresh-token:\n"],
    ["no record of the key", /\n +key-id: .*/, ""],
    ["a record that anybody may type in", /vars\.TRACKSAFE_KEY_ID/, "inputs.key"],
    ["a backup of what nothing proves", /( +)key-id: /, "$1unproved: true\n$1key-id: "],
    ["an expression in a script", /- uses: \.\/[\s\S]*/, `- run: echo \${{ inputs.full }}\n`],
    ["an action that only new runners find", /- uses: \.\/action\n/, "- uses: $/elsewhere\n"],
  ])("find %s", (_, what, instead) => {
    const broken = good.replace(what, instead);
    expect(broken).not.toBe(good);
    expect(findProblems(broken, inputs)).toHaveLength(1);
  });

  it.each<[string, RegExp, string, string]>([
    ["a key that is none", /timeout-minutes: 60/, "timeout: 60", "Unexpected value 'timeout'"],
    ["a name that is none", /vars\.AGE/, "variables.AGE", "Unrecognized named-value: 'variables'"],
    ["a cron that is none", /"17 4 /, '"17 25 ', "Invalid cron"],
    ["a right that is none", /issues: write/, "isues: write", "Unexpected value 'isues'"],
    ["an unknown input", /persist-credentials/, "persist", "Invalid action input 'persist'"],
  ])("of GitHub find %s", async (_, what, instead, message) => {
    const broken = good.replace(what, instead);
    expect(broken).not.toBe(good);
    const found = await service.check(".github/workflows/backup.yml", broken);
    expect(found.join("\n")).toContain(message);
  });
});

describe("the rights and inputs of a workflow", () => {
  it.each([
    ["backup", { contents: "write", issues: "write" }],
    ["restore", { contents: "write" }],
    ["verify", { contents: "read", issues: "write" }],
    ["reauthorize", { contents: "read" }],
    ["ci", { contents: "read" }],
  ])("%s has no more rights than it needs", (name, rights) => {
    const { permissions, jobs } = workflow(name);
    expect(permissions).toEqual(rights);
    for (const job of Object.values(jobs)) expect(job.permissions).toEqual(rights);
  });

  it("release may write in the one job that publishes, and only after all tests", () => {
    const { permissions, jobs } = workflow("release");
    const { publish = expect.fail("a job"), ...others } = jobs;
    expect(permissions).toEqual({ contents: "read" });
    for (const job of Object.values(others)) expect(job.permissions).toEqual(permissions);
    expect(publish.permissions).toEqual({
      contents: "write",
      "id-token": "write",
      attestations: "write",
    });
    expect(publish.needs).toEqual(Object.keys(others));
    expect(jobs["test"]?.uses).toBe("./.github/workflows/ci.yml");
    const commands = publish.steps.flatMap(({ run }) => run ?? []);
    expect(commands[0]).toBe("npm ci --ignore-scripts");
  });

  it("runs jobs that develop tracksafe in the template, and in no copy that is not for that", () => {
    const isForDevelopment =
      "github.event.repository.is_template || vars.TRACKSAFE_DEVELOPMENT != ''";
    const conditions = ["ci", "release"].flatMap((name) =>
      Object.values(workflow(name).jobs).map((job) => job.if),
    );
    expect(new Set(conditions)).toEqual(new Set([isForDevelopment]));
    const runs = (is_template: boolean, vars = {}) =>
      holds(
        isForDevelopment,
        { github: { event: { repository: { is_template } } }, vars },
        "success",
      );
    expect([runs(true), runs(false, { TRACKSAFE_DEVELOPMENT: "true" }), runs(false)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each(["docs/examples/backup-several-accounts.yml", ".github/workflows/backup.yml"])(
    "%s keeps what could not be committed, as the action for callers from outside does",
    (path) => {
      const action = parse(read("action.yml"));
      const steps = parseWorkflow(read(path)).jobs["backup"]?.steps ?? [];
      const [program, keep] = [steps.find(({ id }) => id === "run"), steps.at(-1)];
      expect(program).toMatchObject({ id: "run", uses: PROGRAM });
      expect(keep).toEqual(action.runs.steps[1]);
    },
  );

  it("a backup prunes if one of the variables is set, and after a new snapshot", () => {
    const steps = workflow("backup").jobs["backup"]?.steps ?? [];
    const prune = steps.find((step) => step.with?.["command"] === "prune") ?? expect.fail("a step");
    const runs = (vars: Record<string, string>, snapshot = "somebody/tracksafe/backups/a/b") =>
      holds(prune.if, { vars, steps: { run: { outputs: { snapshot } } } }, "success");
    const rules = ["LAST", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
    expect(runs({})).toBe(false);
    for (const rule of rules) {
      const name = `KEEP_${rule}`;
      expect(runs({ [name]: "3" })).toBe(true);
      expect(runs({ [name]: "3" }, "")).toBe(false);
      const passed = prune.with?.[`keep-${rule.toLowerCase()}`];
      expect(passed).toBe(`\${{ vars.${name} }}`);
    }
  });

  it.each(["backup", "verify", "reauthorize", "ci", "release"])(
    "%s never sees the key that opens snapshots",
    (name) => {
      expect(read(`.github/workflows/${name}.yml`)).not.toMatch(/identity/i);
    },
  );

  it.each([
    [
      `\${{ inputs.target }}`,
      "TARGET_SPOTIFY_",
      "inputs.target == 'other' || env.HAS_RESTORE_LOGIN == 'true'",
    ],
    ["same", "SPOTIFY_", "inputs.target == 'same' && env.HAS_RESTORE_LOGIN != 'true'"],
  ])(
    "a restore with the target %s takes all of one login, nothing of the other",
    (target, prefix, condition) => {
      const steps = Object.values(workflow("restore").jobs).flatMap((job) => job.steps);
      const matching = steps.filter((step) => step.with?.["target"] === target);
      expect(matching).toHaveLength(1);
      const [{ if: holds, with: passed = {} } = expect.fail("a step")] = matching;
      expect(holds).toBe(condition);
      const login = Object.entries(passed).filter(([name]) => name.startsWith("spotify-"));
      const secrets = login.flatMap(([, value]) => [...String(value).matchAll(/secrets\.(\w+)/g)]);
      expect(secrets.map(([, name]) => name)).toEqual([
        `${prefix}CLIENT_ID`,
        `${prefix}CLIENT_SECRET`,
        `${prefix}REFRESH_TOKEN`,
      ]);
    },
  );

  it("a login takes all of one app, and one of its two steps is done", () => {
    const steps = workflow("reauthorize").jobs["reauthorize"]?.steps ?? expect.fail("a job");
    const passed = steps
      .filter(({ uses }) => uses === PROGRAM)
      .map((step) => [
        step.if,
        step.with?.["account"],
        Object.entries(step.with ?? {})
          .filter(([name]) => name.startsWith("spotify-"))
          .flatMap(([, value]) => [...String(value).matchAll(/secrets\.(\w+)/g)])
          .map(([, name]) => name),
      ]);
    expect(passed).toEqual([
      [
        "inputs.account == 'backup' || inputs.same-app",
        `\${{ inputs.account }}`,
        ["SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET"],
      ],
      [
        "inputs.account == 'restore' && !inputs.same-app",
        "restore",
        ["TARGET_SPOTIFY_CLIENT_ID", "TARGET_SPOTIFY_CLIENT_SECRET"],
      ],
    ]);
  });

  it("reauthorize hides what was pasted before a step is given it", () => {
    const { steps } = workflow("reauthorize").jobs["reauthorize"] ?? expect.fail("a job");
    expect(steps.map(({ run, uses }) => run?.includes("::add-mask::") ?? uses)).toEqual([
      true,
      expect.stringMatching(/^actions\/checkout@/),
      PROGRAM,
      PROGRAM,
    ]);
    // A condition on it would be logged, with its value, before that step.
    expect(steps[0]?.if).toBeUndefined();
    const directory = mkdtempSync(join(tmpdir(), "tracksafe-mask-"));
    const path = join(directory, "event.json");
    const printedFor = (inputs: unknown) => {
      writeFileSync(path, JSON.stringify({ inputs }));
      return execFileSync("bash", ["-e", "-c", steps[0]?.run ?? ""], {
        env: { ...process.env, GITHUB_EVENT_PATH: path },
        encoding: "utf8",
      });
    };
    expect(printedFor({ "redirected-url": "http://x/?code=a%2Fb&state=1\nmore" })).toBe(
      "::add-mask::http://x/?code=a%252Fb&state=1%0Amore\n",
    );
    expect(printedFor({ "redirected-url": "" }) + printedFor(null)).toBe("");
    rmSync(directory, { recursive: true });
  });

  it("restore does nothing unless it is told to", () => {
    expect(parse(read(".github/workflows/restore.yml")).on.workflow_dispatch.inputs).toMatchObject({
      "dry-run": { type: "boolean", default: true },
      unproved: { type: "boolean", default: false },
      target: { type: "choice", default: "other", options: ["other", "same"] },
    });
  });
});

describe("updates of packages", () => {
  it("come to a copy of the template for its actions only, once a month, together", () => {
    const { updates } = parse(read(".github/dependabot.yml"));
    expect(updates).toEqual([
      {
        "package-ecosystem": "github-actions",
        directory: "/",
        schedule: { interval: "monthly" },
        groups: { actions: { patterns: ["*"] } },
      },
    ]);
  });

  it("come from npm to the template alone", () => {
    const [none, template, ...others] = JSON.parse(read(".github/renovate.json")).packageRules;
    expect(none).toEqual({ matchPackageNames: ["*"], enabled: false });
    const address = JSON.parse(read("package.json")).homepage;
    expect(template.matchRepositories).toEqual([
      /github\.com\/([^#]+)#/.exec(address)?.[1] ?? expect.fail("an address"),
    ]);
    expect(others).toEqual([]);
  });
});
