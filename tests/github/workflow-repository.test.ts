import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWorkflowRepository } from "../../src/github/workflow-repository.ts";
import type { WorkflowRepository } from "../../src/model/workflow-repository.ts";
import { Secret } from "../../src/secret.ts";
import { appErrorOf } from "../support/app-error.ts";
import type { FakeRepository } from "../support/github/repository.ts";
import { createGitHubScene, type GitHubScene } from "../support/github/scene.ts";
import { openSecret } from "../support/github/secrets.ts";
import type { Rights, TokenKind } from "../support/github/tokens.ts";

const ALL: Rights = { secrets: "write", variables: "write", actions: "write" };
const WORKFLOW = `
on:
  schedule:
    - cron: "17 3 * * *"
  workflow_dispatch:
    inputs:
      full:
        type: boolean
        default: false
      target:
        type: choice
        options: [other, same]
`;

describe("a repository on GitHub that runs the backups", () => {
  let scene: GitHubScene;
  let repository: FakeRepository;
  let hosting: WorkflowRepository;
  beforeEach(async () => {
    scene = await createGitHubScene();
    repository = await scene.repository({
      files: { ".github/workflows/backup.yml": WORKFLOW, ".github/workflows/odd.yml": "on: push" },
    });
    hosting = connect();
  });
  afterEach(() => scene.close());

  function connect(rights = ALL, kind: TokenKind = "personal"): WorkflowRepository {
    const { github } = scene.connect(scene.token(repository, rights, kind));
    return createWorkflowRepository(github, {
      owner: "somebody",
      repo: "backups",
      defaultBranch: "main",
    });
  }

  const sent = () => scene.server.requests.map(({ method, path }) => `${method} ${path}`);

  describe("its secrets", () => {
    it("are set and replaced, and GitHub can open them", async () => {
      await hosting.setSecret("SPOTIFY_REFRESH_TOKEN", new Secret("first"));
      await hosting.setSecret("SPOTIFY_REFRESH_TOKEN", new Secret("ürgent\nsecond"));
      await hosting.setSecret("age_recipients", new Secret("age1"));
      expect(await hosting.secretNames()).toEqual(
        new Set(["SPOTIFY_REFRESH_TOKEN", "AGE_RECIPIENTS"]),
      );
      expect(await openSecret(repository, "SPOTIFY_REFRESH_TOKEN")).toBe("ürgent\nsecond");
    });

    it("are never sent in the clear", async () => {
      await hosting.setSecret("A", new Secret("canary-canary"));
      const bodies = scene.server.requests.map(({ body }) => body).join();
      expect(bodies).toContain("encrypted_value");
      expect(bodies).not.toContain("canary");
      expect(bodies).not.toContain(Buffer.from("canary-canary").toString("base64").slice(0, 12));
    });

    it.each([
      ["1ST", "x", "store/refused"],
      ["GITHUB_X", "x", "store/refused"],
      ["A", "x".repeat(48 * 1024 + 1), "store/refused"],
    ])("that GitHub does not take are refused: %s", async (name, value, code) => {
      const error = await appErrorOf(() => hosting.setSecret(name, new Secret(value)));
      expect(error.code).toBe(code);
      expect(repository.secrets.size).toBe(0);
    });

    it.each([
      ["personal", { secrets: "read" }],
      ["personal", {}],
      ["classic", {}],
      ["integration", { actions: "write" }],
    ] as const)("are not for a %s token with %j", async (kind, rights) => {
      const error = await appErrorOf(() =>
        connect(rights, kind).setSecret("A", new Secret("canary")),
      );
      expect(error).toMatchObject({ name: "StoreError", code: "store/permission" });
      expect(error.message).toContain('"secrets: write"');
      expect(JSON.stringify(error)).not.toContain("canary");
    });

    it("are set although an answer was lost", async () => {
      scene.server.failAt(1, { kind: "appliedThenLost" });
      await hosting.setSecret("A", new Secret("x"));
      expect(await openSecret(repository, "A")).toBe("x");
    });

    it("are not sealed for a key that everybody could have", async () => {
      repository.secretKey.public.fill(0);
      const error = await appErrorOf(() => hosting.setSecret("A", new Secret("x")));
      expect(error.code).toBe("http/bad-answer");
    });
  });

  describe("its variables", () => {
    it("are made, changed, and all listed", async () => {
      for (let number = 0; number < 65; number += 1) repository.variables.set(`V${number}`, "old");
      await hosting.setVariable("NEW", "1");
      await hosting.setVariable("V7", "changed");
      const variables = await hosting.variables();
      expect(variables.size).toBe(66);
      expect([variables.get("NEW"), variables.get("V7"), variables.get("V8")]).toEqual([
        "1",
        "changed",
        "old",
      ]);
    });

    it("are made although the answer was lost", async () => {
      scene.server.failAt(1, { kind: "appliedThenLost" });
      await hosting.setVariable("NEW", "1");
      expect(repository.variables).toEqual(new Map([["NEW", "1"]]));
    });

    it("need their own right", async () => {
      const error = await appErrorOf(() => connect({ secrets: "write" }).setVariable("A", "x"));
      expect(error.code).toBe("store/permission");
      expect(error.message).toContain('"variables: write"');
    });
  });

  describe("its workflows", () => {
    it("have a state, and are switched on again", async () => {
      const [backup] = repository.workflows;
      if (backup === undefined) throw new Error("no workflow");
      backup.state = "disabled_inactivity";
      expect(await hosting.workflow("backup.yml")).toEqual({ state: "disabled_inactivity" });
      expect(await hosting.workflow("other.yml")).toBeNull();
      await hosting.enableWorkflow("backup.yml");
      expect(await hosting.workflow("backup.yml")).toEqual({ state: "active" });
    });

    it("are started with inputs, and the run is followed to its end", async () => {
      expect(await hosting.lastRun("backup.yml")).toBeNull();
      const run = await hosting.startWorkflow("backup.yml", { full: "true" });
      expect(run).toMatchObject({
        id: 7000,
        url: "https://github.com/somebody/backups/actions/runs/7000",
        conclusion: null,
      });
      const [started] = repository.runs;
      if (started === undefined) throw new Error("no run");
      expect(started.inputs).toEqual({ full: "true", target: "" });
      for (const [conclusion, told] of [
        ["success", "success"],
        ["timed_out", "failure"],
        ["cancelled", "cancelled"],
        ["action_required", "other"],
      ]) {
        Object.assign(started, { status: "completed", conclusion });
        expect((await hosting.run(run.id)).conclusion).toBe(told);
      }
      expect((await hosting.lastRun("backup.yml"))?.id).toBe(7000);
    });

    it.each([true, false])("tell the run that shows up late (told which: %s)", async (tells) => {
      await hosting.startWorkflow("backup.yml");
      repository.tellsRuns = tells;
      repository.lag.runs = 3;
      expect((await hosting.startWorkflow("backup.yml")).id).toBe(7001);
    });

    it("are started once although the answer was lost", async () => {
      scene.server.failAt(1, { kind: "appliedThenLost" });
      expect((await hosting.startWorkflow("backup.yml")).id).toBe(7000);
      expect(repository.runs.length).toBe(1);
      expect(sent().filter((line) => line.startsWith("POST")).length).toBe(1);
    });

    it("are given up on when no run shows up", async () => {
      repository.lag.runs = 1000;
      expect((await appErrorOf(() => hosting.startWorkflow("backup.yml"))).code).toBe(
        "store/no-run",
      );
    });

    it.each([
      ["backup.yml", { nonsense: "1" }, "store/refused", "up to date"],
      ["backup.yml", { target: "nobody" }, "store/refused", "up to date"],
      ["odd.yml", {}, "store/refused", "up to date"],
      ["other.yml", {}, "store/not-found", "actions: read"],
    ])("that cannot be started so are refused: %s %j", async (file, inputs, code, hint) => {
      const error = await appErrorOf(() => hosting.startWorkflow(file, inputs));
      expect(error.code).toBe(code);
      expect(error.hint).toContain(hint);
    });

    it("workflows that are switched off are reported as such", async () => {
      for (const workflow of repository.workflows) workflow.state = "disabled_manually";
      const error = await appErrorOf(() => hosting.startWorkflow("backup.yml"));
      expect(error).toMatchObject({ code: "store/refused" });
      expect(error.hint).toContain("Switch it on");
    });
  });
});
