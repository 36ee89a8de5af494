import { describe, expect, it } from "vitest";
import { type ActionRun, type ActionScene, createActionScene } from "../support/action/scene.ts";

const verify = { command: "verify" };
const errors = ({ log }: ActionRun) => log.match(/^::error::.*/gm) ?? [];
const now = () => new Date().toISOString();
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

/** Changes the first file whose path matches as somebody with access would. */
async function damage({ target }: ActionScene, pattern: RegExp): Promise<string> {
  const files = await target.files("backups");
  const [path = ""] = [...files.keys()].filter((one) => pattern.test(one));
  await target.commit("backups", { [path]: `${files.get(path)}x` });
  return path.split("/").at(-1) ?? "";
}

describe.concurrent("the verify action", () => {
  it("checks every snapshot, without a key and without a login", async () => {
    await using scene = await createActionScene({ rights: { contents: "read", issues: "write" } });
    await scene.seed({ at: daysAgo(2) });
    await scene.seed({ at: now() });
    const login = { "spotify-client-secret": "", "spotify-refresh-token": "" };
    const run = await scene.run({ ...verify, ...login });
    expect(run.exit).toBe(0);
    expect(run.log).toContain("Everything is unchanged since the backup.");
    expect(run.summary).toContain("## Verification: good");
    expect(run.summary).toContain("Sealed files were not opened");
    expect(run.summary).toContain("**All good:** 2 snapshots, unchanged since the backup");
    expect(run.summary.match(/`20/g)?.length).toBe(1);
    expect(scene.running.issues).toEqual([]);
  });

  it("opens sealed files with the identity, and shows it to nobody", async () => {
    await using scene = await createActionScene();
    await scene.seed();
    const run = await scene.run({ ...verify, "age-identity": scene.identity });
    expect(run.exit).toBe(0);
    expect(run.summary).toContain("sealed files were opened");
    expect(run.masks).toContain(scene.identity);
    expect(run.log + run.summary).not.toContain(scene.identity);
  });

  it("refuses an identity that does not fit", async () => {
    await using scene = await createActionScene();
    await scene.seed();
    await using other = await createActionScene();
    const run = await scene.run({ ...verify, "age-identity": other.identity });
    expect(run.exit).toBe(12);
    expect(errors(run).length).toBe(1);
  });

  it("names damaged files, fails, opens an issue, and closes it once they are whole", async () => {
    await using scene = await createActionScene();
    await scene.seed();
    const file = await damage(scene, /playlist_/);
    const run = await scene.run(verify);
    expect(run.exit).toBe(7);
    expect(errors(run).join()).toContain("snapshot/corrupt");
    expect(run.summary).toContain(`- \`${file}\`: \`snapshot/corrupt\``);
    expect(run.log).toContain(file);
    const { issues } = scene.running;
    expect(issues).toMatchObject([{ state: "open" }]);

    await scene.target.git.run(["update-ref", "refs/heads/backups", "refs/heads/backups^"]);
    expect((await scene.run(verify)).exit).toBe(0);
    expect(issues).toMatchObject([{ state: "closed" }]);
  });

  it("looks at one snapshot when asked, and says when there is none", async () => {
    await using scene = await createActionScene();
    const none = await scene.run(verify);
    expect(none.exit).toBe(10);
    await scene.seed({ at: "2026-11-01T03:17:00Z" });
    await scene.seed({ at: "2026-11-02T03:17:00Z" });
    await damage(scene, /01T03-17-00\/likes/);
    const good = await scene.run({ ...verify, snapshot: "2026-11-02T03-17-00" });
    expect(good.exit).toBe(0);
    expect((await scene.run({ ...verify, snapshot: "2026-11-01T03-17-00" })).exit).toBe(7);
    expect((await scene.run({ ...verify, snapshot: "2026-11-03T03-17-00" })).exit).toBe(10);
  });

  it("says what to add in a copy that nobody has set up, and only there", async () => {
    const nothing = {
      ...verify,
      "spotify-client-id": "",
      "spotify-client-secret": "",
      "spotify-refresh-token": "",
      "age-recipients": "",
    };
    await using scene = await createActionScene();
    const run = await scene.run(nothing);
    expect(run.exit).toBe(0);
    expect(run.summary).toContain("## Not set up yet");
    expect(run.summary).toContain("/somebody/tracksafe/actions/workflows/backup.yml)");
    expect(run.log).not.toMatch(/^::(error|warning)/m);
    expect(scene.running.issues).toEqual([]);
    const slips: Readonly<Record<string, string>>[] = [
      { user: "0123456789abcdef" },
      { snapshot: "2026-11-02T03-17-00" },
      { path: "bakcups" },
      { branch: "bakcups" },
      { "spotify-client-id": "an-id" },
    ];
    for (const slip of slips) {
      expect((await scene.run({ ...nothing, ...slip })).exit, JSON.stringify(slip)).toBe(10);
    }
    await using elsewhere = await createActionScene({ target: {} });
    expect((await elsewhere.run(nothing)).exit).toBe(10);
    expect(elsewhere.running.issues).toMatchObject([{ state: "open" }]);
  });

  it("tells of a newest snapshot that is old, without failing", async () => {
    await using scene = await createActionScene();
    await scene.seed({ at: daysAgo(20) });
    const run = await scene.run(verify);
    expect(run.exit).toBe(0);
    expect(scene.running.issues).toMatchObject([{ state: "open" }]);
    expect(scene.running.issues[0]?.title).toContain("the newest snapshot is old");
    await scene.seed();
    await scene.run(verify);
    expect(scene.running.issues).toMatchObject([{ state: "closed" }]);
  });
});
