import { describe, expect, it } from "vitest";
import { createBrowserScene } from "../support/action/browser-scene.ts";
import { type Chapter, fromNothingToRestored } from "../support/action/browser-story.ts";
import { openSecret } from "../support/github/secrets.ts";
import { accountContent } from "../support/restore/scene.ts";

/** The chapters in their order, with how each run ends. */
const CHAPTERS = [
  ["not-set-up", "success"],
  ["log-in-token-missing", "failure"],
  ["log-in-backup-link", "success"],
  ["log-in-backup-stored", "success"],
  ["first-backup", "success"],
  ["verify", "success"],
  ["second-backup", "success"],
  ["log-in-restore-link", "success"],
  ["log-in-restore-stored", "success"],
  ["restore-key-missing", "failure"],
  ["restore-preview", "success"],
  ["restored", "success"],
];

describe("with nothing but a browser", () => {
  it.each([
    ["a private copy of the template", false],
    ["a public fork with a private repository for the snapshots", true],
  ])("%s leads from no settings to a restored account", async (_, fork) => {
    await using scene = await createBrowserScene({ fork });
    const { repository, vault } = scene;
    const chapters: Chapter[] = [];
    for await (const chapter of fromNothingToRestored(scene)) chapters.push(chapter);
    expect(chapters.map(({ name, run }) => [name, run.conclusion])).toEqual(CHAPTERS);

    const [lost, fresh] = scene.accounts;
    expect(accountContent(fresh)).toEqual(accountContent(lost));
    expect(await openSecret(repository, "AGE_IDENTITY")).toBeNull();
    const stored = [...(await vault.files(fork ? vault.defaultBranch : "backups")).keys()];
    expect(stored.filter((path) => path.endsWith("/likes.json.gz.age"))).toHaveLength(2);
    expect(stored.filter((path) => path.endsWith("/likes.json"))).toEqual([]);
    if (fork) expect((await repository.files("backups")).size).toBe(0);
  });
});
