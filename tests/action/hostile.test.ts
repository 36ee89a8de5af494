import { describe, expect, it } from "vitest";
import { ALL_SCOPES, createAccount, fault } from "../../emulator/index.ts";
import { type ActionRun, type ActionScene, createActionScene } from "../support/action/scene.ts";
import { ALL_HOSTILE, actingIn, HOSTILE, livingIn } from "../support/hostile-text.ts";
import { hostileLibrary } from "../support/spotify/hostile-library.ts";

const ALWAYS = Number.POSITIVE_INFINITY;

/** The commands that the action itself writes into the log. */
const OWN_COMMANDS = /^::(?:debug|warning|error)::/;

/** An environment cannot hold a NUL. */
const ALL_IN_INPUT = ALL_HOSTILE.replaceAll("\0", "").toWellFormed();

/** Checks that no text acts in anything that a run shows: log, outputs, report, summary, issues. */
function expectPlain({ running }: ActionScene, run: ActionRun): void {
  expect(actingIn(run.log, OWN_COMMANDS)).toEqual([]);
  for (const value of Object.values(run.outputs)) {
    expect(actingIn(value)).toEqual([]);
    expect(value).not.toContain("\n");
  }
  expect(actingIn(run.report)).toEqual([]);
  expect(livingIn(run.summary)).toEqual([]);
  for (const { title, body, comments } of running.issues) {
    for (const text of [title, body ?? "", ...comments]) expect(livingIn(text)).toEqual([]);
  }
  expect(run.log).not.toContain("[internal/");
  expect(run.exit).not.toBe(1);
}

describe.concurrent("nothing that others have chosen acts in a run", () => {
  it("a run that backs up and restores a library of hostile text", async () => {
    const target = createAccount("target");
    target.displayName = HOSTILE[0] ?? "";
    await using scene = await createActionScene({ accounts: [hostileLibrary(), target] });
    const { emulator, identity } = scene;
    const refusal = { error: { status: 403, message: ALL_HOSTILE, reason: ALL_HOSTILE } };
    emulator.faults.add({ path: /^\/playlists/, times: 4, fault: fault.status(403, refusal) });
    const partial = await scene.run();
    expectPlain(scene, partial);
    expect(partial.outputs["status"]).toBe("partial");
    // Names are seen there, as code.
    expect(partial.summary).toMatch(/^> - `[^`]+` \(`playlist_[0-9a-f]{24}`\): could not be read/m);

    await scene.seed({ recipients: [scene.recipient] });
    const restore = {
      command: "restore",
      "spotify-refresh-token": emulator.issueRefreshToken("target", ALL_SCOPES),
      "age-identity": identity,
    };
    const preview = await scene.run(restore);
    expectPlain(scene, preview);
    expect(preview.summary).toContain("Into the account `\uFFFD]0;evil\uFFFD`");
    const done = await scene.run({ ...restore, "dry-run": "false" });
    expectPlain(scene, done);
    expect(done.log).toContain("The restore is");
  });

  it("a run that finds hostile text in the repository and in GitHub's answers", async () => {
    await using scene = await createActionScene();
    const { github, target } = scene;
    await scene.seed();
    const paths = [...(await target.files("backups")).keys()];
    const place = paths[0]?.replace(/[^/]+$/, "") ?? "";
    const names = HOSTILE.map((one) => one.replaceAll(/[\0/]/g, "").toWellFormed()).filter(
      (one) => !["", "\n"].includes(one),
    );
    const files = Object.fromEntries(names.map((name) => [`${place}${name}`, "evil"]));
    await target.commit("backups", files);
    const verified = await scene.run({ command: "verify" });
    expectPlain(scene, verified);
    expect(verified.exit).toBe(7);
    expect(scene.running.issues).toMatchObject([{ state: "open" }]);

    github.onRequest(({ method, path, index }) => {
      if (method !== "POST" || !path.endsWith("/git/commits")) return;
      github.failAt(index, { kind: "status", status: 422, message: ALL_HOSTILE });
    });
    const unsaved = await scene.run();
    expectPlain(scene, unsaved);
    expect(unsaved.exit).toBe(9);
    expect(unsaved.outputs["unsaved"]).toMatch(/tracksafe-snapshot$/);
  });

  it("a run with hostile text in its inputs, or from Spotify instead of a login", async () => {
    await using scene = await createActionScene();
    await scene.seed();
    for (const inputs of [
      { command: "verify", user: ALL_IN_INPUT, snapshot: ALL_IN_INPUT },
      { command: "restore", only: ALL_IN_INPUT, "age-identity": scene.identity },
      { branch: ALL_IN_INPUT },
      { path: ALL_IN_INPUT },
      { repository: ALL_IN_INPUT },
      { include: ALL_IN_INPUT },
    ]) {
      expectPlain(scene, await scene.run(inputs));
    }
    const refusal = { error: ALL_HOSTILE, error_description: ALL_HOSTILE };
    const path = "/api/token";
    scene.emulator.faults.add({ path, times: ALWAYS, fault: fault.status(400, refusal) });
    const refused = await scene.run();
    expectPlain(scene, refused);
    expect(refused.exit).toBe(4);
  });
});
