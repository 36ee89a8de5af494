import { describe, expect, it } from "vitest";
import { NotFoundError, StoreError } from "../../src/errors.ts";
import { isComplete, STEPS, type StepName } from "../../src/setup/setup.ts";
import { appErrorOf } from "../support/app-error.ts";
import { createGuideScene, EVERYTHING, type GuideScene } from "../support/cli/guide-scene.ts";
import type { Scripted } from "../support/cli/scripted-asker.ts";
import { createMemoryWorkflowRepository } from "../support/github/memory-workflow-repository.ts";

const TOKEN = `github_pat_${"a".repeat(30)}`;

const only = (...names: StepName[]) => ({
  skip: new Set(STEPS.filter((name) => !names.includes(name))),
});

describe("the repository", () => {
  it("has to be a copy of the template that can run", async () => {
    await using scene = await createGuideScene();
    scene.workflows.states.clear();
    const error = await appErrorOf(() => scene.lead([], { dryRun: true }));
    expect(error.code).toBe("config/no-workflow");
    expect(error.hint).toContain("https://host/somebody/tracksafe/settings/actions");
  });

  it("when public, needs a private one beside it and a token that can write there", async () => {
    const refusal = new StoreError("store/permission", "The token may not write.");
    await using scene = await createGuideScene({
      isPublic: true,
      others: {
        "somebody/open": { isPublic: true },
        "somebody/vault": { checkWritable: () => Promise.reject(refusal) },
        "somebody/safe": {},
      },
    });
    const ask: Scripted = [/Name a private repository for the snapshots now\?/, ""];
    const { screen } = await scene.lead(
      [
        ask,
        [/Private repository/, "https://github.com/somebody/safe"],
        [/Private repository/, "Somebody/Tracksafe"],
        [/Private repository/, "somebody/open"],
        [/Token/, "a token"],
        ...Array.from({ length: 4 }, (): Scripted => [/Token/, TOKEN]),
        [/Try again\?/, ""],
        [/Private repository/, "somebody/vault"],
        [/Token/, TOKEN],
        ...Array.from({ length: 4 }, (): Scripted => [/Token/, TOKEN]),
        [/Try again\?/, ""],
        [/Private repository/, "somebody/safe"],
        [/Token/, TOKEN],
      ],
      only("place"),
    );
    for (const text of [
      "Everybody can read the log of the workflow",
      "its issue, and its variables: the app's client ID, the recipients",
      '"Contents" and "Issues: Read and write"',
      "after 60 days without activity",
      "In a fork it is switched off from the start",
      "Give the repository as owner/name",
      "The repository is public, or may be.",
      "one line that begins with github_pat_",
      "The token may not write.",
    ]) {
      expect(screen).toContain(text);
    }
    expect(screen).not.toContain(TOKEN);
    expect(scene.workflows.writes).toEqual(["secret BACKUP_TOKEN", "variable BACKUP_REPOSITORY"]);
    const again = await scene.lead([], only("place"));
    expect(again.screen).toContain("Snapshots go to somebody/safe.");
    expect(again.writes).toEqual([]);
    // The snapshots of a private repository go there, too, but only with a token.
    await using own = await createGuideScene();
    own.workflows.values.set("BACKUP_REPOSITORY", "somebody/safe");
    const { screen: shown, steps } = await own.lead([], { dryRun: true });
    expect(shown).toContain("The token for it is missing: BACKUP_TOKEN.");
    expect(steps[0]?.outcome).toBe("planned");
    // A token among the variables is not where the workflow looks for it.
    own.workflows.values.set("BACKUP_TOKEN", TOKEN);
    expect((await own.lead([], { dryRun: true })).steps[0]?.outcome).toBe("planned");
  });

  it("is itself the place when the variable names it, and no other name for the same", async () => {
    await using scene = await createGuideScene();
    scene.workflows.values.set("BACKUP_REPOSITORY", "Somebody/Tracksafe");
    const { screen, steps } = await scene.lead([], { dryRun: true });
    expect(screen).toContain(
      'somebody/tracksafe is private. Snapshots go to its branch "backups".',
    );
    expect(steps[0]?.outcome).toBe("kept");
    const own: Scripted = [/Private repository/, "somebody/tracksafe"];
    const { screen: said } = await scene.lead(
      [own, [/Private repository/, "somebody/safe"], [/Token/, TOKEN]],
      { ...only("place"), again: new Set<StepName>(["place"]) },
    );
    expect(said).toContain("The answer is the repository that runs the workflow.");
    expect(said).not.toContain("public");
  });

  it("is asked for when the variable names none", async () => {
    await using scene = await createGuideScene();
    scene.workflows.values.set("BACKUP_REPOSITORY", "vault");
    const { screen } = await scene.lead(
      [
        [/Name a private repository/, ""],
        [/Private repository/, "somebody/safe"],
        [/Token/, TOKEN],
      ],
      only("place"),
    );
    expect(screen).toContain("BACKUP_REPOSITORY does not name a repository. Set it to owner/name");
    expect(scene.workflows.values.get("BACKUP_REPOSITORY")).toBe("somebody/safe");
  });
});

describe("the token for the secrets", () => {
  const ASK: Scripted = [/Add it now\?/, "y"];

  it("is asked for again when it is junk, and written once it was seen to work", async () => {
    await using scene = await createGuideScene();
    const { screen, writes } = await scene.lead(
      [ASK, [/Token/, "junk"], [/Token/, `${TOKEN} ${TOKEN}`], [/Token/, TOKEN]],
      only("secrets-token"),
    );
    expect(screen).toContain("https://host/new-token?tracksafe-secrets&somebody");
    expect(writes).toEqual(["secret SECRETS_TOKEN"]);
    expect(scene.workflows.secrets.get("SECRETS_TOKEN")).toBe(TOKEN);
    expect((await scene.lead([], only("secrets-token"))).writes).toEqual([]);
  });

  it.each([
    new StoreError("store/permission", "May not."),
    new NotFoundError("store/not-found", "Not there."),
  ])("that may not write is not taken, and can be left out either way", async (error) => {
    const workflows = {
      ...createMemoryWorkflowRepository(),
      setSecret: () => Promise.reject(error),
    };
    await using scene = await createGuideScene({ others: { "somebody/tracksafe": { workflows } } });
    const tries = Array.from({ length: 5 }, (): Scripted => [/Token/, TOKEN]);
    for (const rest of [
      [...tries, [/Try again\?/, "n"]],
      [...tries.slice(0, 1), [/Enter for none/, ""]],
    ] as const) {
      const { screen, steps } = await scene.lead([ASK, ...rest], only("secrets-token"));
      expect(screen).toContain("The token may not write the secrets of somebody/tracksafe.");
      expect(screen).toContain("An organisation may forbid such tokens");
      expect(screen).toContain("This step is left out. You can renew the login on this machine");
      expect(steps.find(({ name }) => name === "secrets-token")?.outcome).toBe("skipped");
    }
    expect(scene.workflows.writes).toEqual([]);
  });
});

describe("the schedule", () => {
  it.each(["disabled_fork", "disabled_inactivity", "disabled_manually"] as const)(
    "is switched on when it is %s",
    async (state) => {
      await using scene = await createGuideScene();
      scene.workflows.states.set("backup.yml", state).set("restore.yml", "disabled_manually");
      const { writes, screen } = await scene.lead([[/Switch it on\?/, ""]], only("schedule"));
      expect(screen).toContain("Switched off: backup.yml.");
      expect(writes).toEqual(["enable backup.yml"]);
      expect((await scene.lead([], only("schedule"))).writes).toEqual([]);
    },
  );
});

describe("the first backup", () => {
  const START: Scripted = [/Start it now\?/, ""];

  async function createReady(): Promise<GuideScene> {
    const scene = await createGuideScene();
    await scene.lead(EVERYTHING.slice(0, 7), {
      skip: new Set<StepName>(["secrets-token", "first-run"]),
    });
    return scene;
  }

  it.each([
    ["failure", "The backup failed. Its summary says why"],
    ["cancelled", "The backup failed."],
    [null, "The backup still runs after half an hour."],
  ] as const)("that ends in %s is told, with where to look", async (conclusion, text) => {
    await using scene = await createReady();
    scene.workflows.endings.push({ conclusion, looks: 3 });
    const { screen, steps, run } = await scene.lead([START], only("first-run"));
    expect(screen).toContain(text);
    expect(screen).toContain("https://host/runs/1");
    expect(run).toEqual({ url: "https://host/runs/1", conclusion, snapshot: null });
    expect(isComplete(steps)).toBe(false);
    const waited = scene.clock.sleeps.reduce((sum, ms) => sum + ms, 0);
    if (conclusion === null) {
      expect(waited).toBeGreaterThanOrEqual(30 * 60_000);
      expect(waited).toBeLessThan(31 * 60_000);
    } else {
      expect(scene.clock.sleeps).toEqual([2000, 4000, 8000]);
    }
  });

  it("is waited for when it goes on already, and not started a second time", async () => {
    await using scene = await createReady();
    await scene.workflows.startWorkflow("backup.yml");
    const { writes, screen } = await scene.lead([START], only("first-run"));
    expect(writes).toEqual([]);
    expect(screen).toContain("A run is still going on: https://host/runs/1");
    expect(screen).toContain("The first snapshot exists: 2026-11-22T03-17-00.");
  });

  it("is started when a run ended well without a snapshot, for nothing was set up then", async () => {
    await using scene = await createReady();
    scene.workflows.runs.push({
      id: 1,
      url: "https://host/runs/1",
      startedAt: new Date(0),
      conclusion: "success",
    });
    scene.newest.value = null;
    const { writes, screen, steps } = await scene.lead([START], only("first-run"));
    expect(screen).toContain("The workflow has run, but no snapshot exists yet.");
    expect(writes).toEqual(["start backup.yml"]);
    expect(screen).toContain("The backup ended without a snapshot. Its summary says why");
    expect(isComplete(steps)).toBe(false);
  });

  it("a partial first backup is reported as such, and counts", async () => {
    await using scene = await createReady();
    scene.newest.value = { name: "2026-11-22T03-17-00", isComplete: false };
    const { screen, steps } = await scene.lead([START], only("first-run"));
    expect(screen).toContain("It is partial; the run's summary says what is missing");
    expect(isComplete(steps)).toBe(true);
  });
});
