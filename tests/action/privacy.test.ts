import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fault } from "../../emulator/index.ts";
import { encodedForms } from "../../src/secret.ts";
import { type ActionRun, type ActionScene, createActionScene } from "../support/action/scene.ts";
import { listFiles } from "../support/files.ts";
import { canaryLibrary, findIn, PERSONAL } from "../support/personal-canaries.ts";

const SPEC = { seed: 30, likes: 30, playlists: 3, itemsPerPlaylist: 8, followed: 1 };

/** The secrets of a scene, which nobody may ever see. */
const secretsOf = ({ emulator, refreshToken, tokens, identity }: ActionScene) => [
  emulator.app.clientSecret,
  refreshToken,
  tokens.run.value,
  tokens.target.value,
  identity,
];

/** The personal data of a scene, for those who can read the snapshots. */
const personalOf = ({ account }: ActionScene) => [
  ...Object.values(PERSONAL),
  ...account.playlists.map(({ id }) => id),
  ...account.likes.map(({ track }) => track.id),
];

/** All that a run shows to those who can read the running repository. */
async function shown({ running }: ActionScene, run: ActionRun): Promise<string> {
  const issues = running.issues.flatMap(({ title, body, comments }) => [title, body, ...comments]);
  const outputs = Object.entries(run.outputs).flat();
  return [run.log, run.summary, run.report, ...outputs, ...issues].join("\n");
}

/** All that a run left in the target that can be read without a key, and for the artifact. */
async function stored({ target }: ActionScene, run: ActionRun, branch: string): Promise<string> {
  const files = await target.files(branch);
  const log = await target.git.run(["log", "--all", "--format=%an %ae %B"]);
  const temp = await Promise.all(
    (await listFiles(run.temp)).map(async (name) => [
      name,
      await readFile(join(run.temp, name), "utf8"),
    ]),
  );
  return [log, ...[...files].map(([path, content]) => `${path}\n${content}`), ...temp.flat()].join(
    "\n",
  );
}

/** Makes something go wrong, and says how the run ends then. */
type Trouble = (scene: ActionScene) => number;

/** An error that repeats whatever it was told, and more. */
const telltale = (status: number) =>
  fault.status(status, {
    error: { status, message: Object.values(PERSONAL).join(" "), reason: PERSONAL.user },
  });

const TROUBLES: Readonly<Record<string, Trouble>> = {
  "goes well": () => 0,
  "finds playlists refused": ({ emulator }) => {
    const path = /^\/playlists/;
    emulator.faults.add({ path, times: Number.POSITIVE_INFINITY, fault: telltale(403) });
    return 3;
  },
  "is not let in any more": ({ emulator, refreshToken }) => {
    emulator.revoke(refreshToken);
    return 4;
  },
  "cannot commit": ({ github }) => {
    github.onRequest(({ method, path, index, body }) => {
      if (method === "POST" && path.endsWith("/git/commits")) {
        github.failAt(index, { kind: "status", status: 403, message: body });
      }
    });
    return 9;
  },
};

describe.concurrent("in a public repository, nothing personal and no secret is seen of a run that", () => {
  it.for(Object.entries(TROUBLES))("%s", async ([, trouble]) => {
    await using scene = await createActionScene({
      accounts: [canaryLibrary(SPEC)],
      running: { visibility: "public" },
      target: {},
    });
    const exit = trouble(scene);
    const run = await scene.run({ "fail-on": "partial" });
    expect(run.exit).toBe(exit);
    expect(scene.running.issues.length).toBe(exit === 0 || exit === 3 ? 0 : 1);
    expect(run.log).toContain("::debug::");
    const secrets = secretsOf(scene);
    expect(findIn(await shown(scene, run), [...secrets, ...personalOf(scene)])).toEqual([]);
    expect(findIn(await stored(scene, run, "main"), [...secrets, ...personalOf(scene)])).toEqual(
      [],
    );
    const { emulator, refreshToken, tokens } = scene;
    const given = [emulator.app.clientSecret, refreshToken, tokens.run.value, tokens.target.value];
    expect(run.firstMasks).toEqual(expect.arrayContaining(given.flatMap(encodedForms)));
  });

  it("stores files as they are, elsewhere", async () => {
    await using scene = await createActionScene({
      accounts: [canaryLibrary(SPEC)],
      running: { visibility: "public" },
      target: {},
    });
    scene.emulator.faults.add({ path: /^\/playlists/, times: 2, fault: telltale(403) });
    const run = await scene.run({ encryption: "none" });
    expect(run.exit).toBe(0);
    expect(run.outputs["status"]).toBe("partial");
    const values = [...secretsOf(scene), ...personalOf(scene)];
    expect(findIn(await shown(scene, run), values)).toEqual([]);
    // The search would find them: there they are.
    const found = findIn(await stored(scene, run, "main"), values);
    expect(found).toEqual(expect.arrayContaining([PERSONAL.track, PERSONAL.playlist]));
    expect(findIn(found.join("\n"), secretsOf(scene))).toEqual([]);

    const [path = ""] = [...(await scene.target.files("main")).keys()].filter((one) =>
      /playlist_/.test(one),
    );
    await scene.target.commit("main", { [path]: "broken" });
    const verified = await scene.run({ command: "verify" });
    expect(verified.exit).toBe(7);
    expect(findIn(await shown(scene, verified), values)).toEqual([]);
  });
});

describe.concurrent("titles of what could not be read", () => {
  async function summaryOf(visibility: "private" | "public", names: string): Promise<string> {
    await using scene = await createActionScene({
      accounts: [canaryLibrary(SPEC)],
      running: { visibility },
      target: {},
    });
    scene.emulator.faults.add({ path: /^\/playlists/, times: 2, fault: telltale(403) });
    const run = await scene.run({ names, include: "playlists" });
    expect(run.outputs["status"]).toBe("partial");
    // The log has none, in a private repository either.
    expect(findIn(run.log + run.report, Object.values(PERSONAL))).toEqual([]);
    // All other files on the runner are sealed.
    for (const path of await listFiles(run.temp)) {
      const content = await readFile(join(run.temp, path), "latin1");
      expect(findIn(content, Object.values(PERSONAL))).toEqual([]);
      expect(path).toMatch(/^tracksafe-report\.json$|^tracksafe-state\/state-\w{16}\/\w{32}$/);
    }
    return run.summary;
  }

  it("are in the summary of a private repository, unless hidden", async () => {
    expect(await summaryOf("private", "auto")).toContain(PERSONAL.playlist);
    expect(await summaryOf("private", "hide")).not.toContain(PERSONAL.playlist);
  });

  it("are in that of a public one only when shown on purpose", async () => {
    expect(await summaryOf("public", "auto")).not.toContain(PERSONAL.playlist);
    expect(await summaryOf("public", "show")).toContain(PERSONAL.playlist);
  });
});
