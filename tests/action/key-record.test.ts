import { describe, expect, it } from "vitest";
import { type ActionScene, createActionScene } from "../support/action/scene.ts";
import type { Rights } from "../support/github/tokens.ts";
import { keyIdsOf, readCommitted } from "../support/snapshot/intruder.ts";

const VARIABLE = "TRACKSAFE_KEY_ID";
const ALBUMS = { include: "albums" };
const titles = ({ running }: ActionScene) =>
  running.issues.filter(({ state }) => state === "open").map(({ title }) => title);

/** The input with a token that may write the settings of the repository. */
function settingsToken(
  { github, running }: ActionScene,
  rights: Rights = { secrets: "write", variables: "write" },
): Record<string, string> {
  const token = github.addToken({ label: "secrets", rights: { [running.fullName]: rights } });
  return { "secrets-token": token.value };
}

/** The input that the workflow fills from the variable. */
const recorded = ({ running }: ActionScene) => ({
  "key-id": running.variables.get(VARIABLE) ?? "",
});

describe.concurrent("the key id of a backup", () => {
  it("is put into the variable by the first one, once", async () => {
    await using scene = await createActionScene();
    const inputs = { ...ALBUMS, ...settingsToken(scene) };
    const first = await scene.run(inputs);
    expect(first.exit).toBe(0);
    expect(first.summary).not.toContain(VARIABLE);
    const keyId = scene.running.variables.get(VARIABLE) ?? "none";
    expect(await keyIdsOf(await readCommitted(scene.target))).toEqual([keyId]);

    const before = scene.github.requests.length;
    const second = await scene.run({ ...inputs, ...recorded(scene) });
    expect(second.exit).toBe(0);
    const sent = scene.github.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
    expect(sent.filter((one) => /^(POST|PATCH) .*\/variables/.test(one))).toEqual([]);
    expect(titles(scene)).toEqual([]);
  });

  it("is asked for in the summary where no token may write it, until it is there", async () => {
    await using scene = await createActionScene();
    const first = await scene.run(ALBUMS);
    const [keyId = "none"] = await keyIdsOf(await readCommitted(scene.target));
    const page = "https://github.com/somebody/tracksafe/settings/variables/actions";
    expect(first.summary).toContain(`Add \`${keyId}\` at the end of the variable \`${VARIABLE}\``);
    expect(first.summary).toContain(page);
    const without = settingsToken(scene, { secrets: "write" });
    expect((await scene.run({ ...ALBUMS, ...without })).summary).toContain(keyId);
    expect(scene.running.variables.has(VARIABLE)).toBe(false);
    const there = await scene.run({ ...ALBUMS, "key-id": keyId.toUpperCase() });
    expect(there.summary).not.toContain(VARIABLE);
  });

  it("a key id that is new after a change of the app is reported, and joins the old one", async () => {
    // A run's clock may be ahead of the next one's by minutes: each run is an hour later.
    let ahead = 0;
    await using scene = await createActionScene({ ahead: () => ahead });
    const token = settingsToken(scene);
    await scene.run({ ...ALBUMS, ...token });
    const old = scene.running.variables.get(VARIABLE);
    scene.emulator.app.clientSecret = "made-anew-in-the-dashboard";
    const secret = { "spotify-client-secret": scene.emulator.app.clientSecret };

    ahead += 3_600_000;
    const silent = await scene.run({ ...ALBUMS, ...secret, ...recorded(scene) });
    expect(silent.exit).toBe(0);
    const codes = JSON.parse(silent.report).warnings.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(["foreign", "key-changed"]);
    expect(titles(scene)).toEqual([
      "tracksafe: the key id of the snapshots has changed (and 1 more)",
    ]);
    // Two snapshots of the same second need not be listed in the order of their making.
    const [first = "", second = ""] = await keyIdsOf(await readCommitted(scene.target));
    const keyIds = first === old ? [first, second] : [second, first];
    expect(keyIds).toEqual([old, expect.stringMatching(/^[0-9a-f]{16}$/)]);
    expect(silent.summary).toContain(`Add \`${keyIds[1]}\` at the end of the variable`);
    expect(scene.running.variables.get(VARIABLE)).toBe(old);

    // The run that records the key still gives the warning; the next run does not.
    ahead += 3_600_000;
    const telling = await scene.run({ ...ALBUMS, ...secret, ...token, ...recorded(scene) });
    expect(JSON.parse(telling.report).warnings).toMatchObject([{ code: "key-changed" }]);
    expect(scene.running.variables.get(VARIABLE)).toBe(keyIds.join(" "));
    ahead += 3_600_000;
    const quiet = await scene.run({ ...ALBUMS, ...secret, ...token, ...recorded(scene) });
    expect(JSON.parse(quiet.report).warnings).toEqual([]);
    expect(titles(scene)).toEqual([]);
    // Both count from now on.
    const verified = await scene.run({ command: "verify", ...secret, ...recorded(scene) });
    expect(verified.exit).toBe(0);
  });

  it("the key id of a second account causes no warning", async () => {
    await using scene = await createActionScene();
    await scene.run(ALBUMS);
    const [keyId = "none"] = await keyIdsOf(await readCommitted(scene.target));
    await using other = await createActionScene();
    other.emulator.app.clientSecret = "of-another-app";
    const run = await other.run({
      ...ALBUMS,
      "spotify-client-secret": other.emulator.app.clientSecret,
      "key-id": keyId,
    });
    expect(JSON.parse(run.report).warnings).toEqual([]);
  });

  it("is of no concern to snapshots in the clear, which are kept out of sealed ones", async () => {
    await using scene = await createActionScene();
    const plain = { ...ALBUMS, encryption: "none", "age-recipients": "" };
    const first = await scene.run({ ...plain, ...settingsToken(scene) });
    expect(first.exit).toBe(0);
    expect(first.summary).not.toContain(VARIABLE);
    expect(scene.running.variables.size).toBe(0);
  });
});
