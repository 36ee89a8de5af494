import { describe, expect, it } from "vitest";
import { type AccountState, ALL_SCOPES, createAccount, uriOf } from "../../emulator/index.ts";
import { type ActionScene, createActionScene, smallLibrary } from "../support/action/scene.ts";

const likesOf = ({ likes }: AccountState) => likes.map(({ track }) => uriOf(track)).sort();
const playlistsOf = ({ playlists }: AccountState) =>
  playlists.map(({ name, items }) => [
    name,
    items.map(({ content }) => (content === null ? null : uriOf(content))),
  ]);

async function createTargetScene(visibility: "private" | "public" = "private") {
  const target = createAccount("target");
  const scene = await createActionScene({
    accounts: [smallLibrary(), target],
    running: { visibility },
  });
  await scene.seed({ recipients: [scene.recipient] });
  return { scene, target };
}

function inputsOf({ emulator, identity }: ActionScene): Record<string, string> {
  return {
    command: "restore",
    "spotify-refresh-token": emulator.issueRefreshToken("target", ALL_SCOPES),
    "age-identity": identity,
  };
}

const writes = ({ emulator }: ActionScene) =>
  emulator.requests.filter(({ kind, method }) => kind === "api" && method !== "GET").length;

describe("the restore command of the action", () => {
  it("only shows what it would do, unless it is told to do it", async () => {
    const { scene, target } = await createTargetScene();
    await using _ = scene;
    const dry = await scene.run(inputsOf(scene));
    expect(dry.exit).toBe(0);
    expect(dry.summary).toContain("Nothing was written");
    expect(writes(scene)).toBe(0);

    const done = await scene.run({ ...inputsOf(scene), "dry-run": "false" });
    expect(done.exit).toBe(0);
    expect(done.outputs["status"]).toBe("complete");
    expect(likesOf(target)).toEqual(likesOf(scene.account));
    expect(playlistsOf(target)).toEqual(playlistsOf(scene.account));
    const before = writes(scene);
    const again = await scene.run({ ...inputsOf(scene), "dry-run": "false" });
    expect(again.exit).toBe(0);
    expect(again.summary).toContain("everything is there already");
    expect(writes(scene)).toBe(before);
  });

  it("shows no names where everybody can read the log", async () => {
    const { scene } = await createTargetScene("public");
    await using _ = scene;
    const { exit, log, summary } = await scene.run(inputsOf(scene));
    expect(exit).toBe(0);
    for (const { name, id } of scene.account.playlists) {
      expect(`${log}${summary}`).not.toContain(name);
      expect(`${log}${summary}`).not.toContain(id);
    }
    expect(`${log}${summary}`).not.toContain("Listener");
  });

  const REFUSALS: readonly [string, Record<string, string>, number, string][] = [
    ["no identity for what is sealed", { "age-identity": "" }, 12, "key/"],
    ["the account it came from", { "spotify-refresh-token": "own" }, 11, "target: same"],
    ["a snapshot that is not there", { snapshot: "2020-01-01T00-00-00" }, 10, "The nearest"],
    ["half a login", { "spotify-client-secret": "" }, 2, "SPOTIFY_CLIENT_SECRET"],
  ];
  it.each(REFUSALS)("refuses %s, before it writes", async (_what, inputs, exit, said) => {
    const { scene } = await createTargetScene();
    await using _ = scene;
    const own = inputs["spotify-refresh-token"] === "own";
    const run = await scene.run({
      ...inputsOf(scene),
      "dry-run": "false",
      ...inputs,
      ...(own ? { "spotify-refresh-token": scene.refreshToken } : {}),
    });
    expect(run.exit).toBe(exit);
    expect(run.log).toContain(said);
    expect(writes(scene)).toBe(0);
  });
});
