import { describe, expect, it } from "vitest";
import {
  type AccountState,
  ALL_SCOPES,
  createAccount,
  fault,
  uriOf,
} from "../../emulator/index.ts";
import { type ActionScene, createActionScene, smallLibrary } from "../support/action/scene.ts";
import { setSecret } from "../support/github/secrets.ts";

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
    [
      "what everybody could read",
      { names: "hide", only: "My crush" },
      2,
      "neither a kind nor the id",
    ],
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

describe("the snapshot that a person names", () => {
  it("is found in every form in which it is shown", async () => {
    const { scene } = await createTargetScene();
    await using _ = scene;
    await scene.seed({ at: "2026-10-03T03:17:00Z", recipients: [scene.recipient] });
    const [path = ""] = [...(await scene.target.files("backups")).keys()];
    const user = path.split("/")[1] ?? "";
    const name = "2026-10-03T03-17-00";
    const forms = [
      name,
      "2026-10",
      `${user}/${name.toLowerCase()}/`,
      `backups/${user}/${name}`,
      `SOMEBODY/tracksafe/backups/${user}/${name}/`,
    ];
    for (const snapshot of forms) {
      const run = await scene.run({ ...inputsOf(scene), snapshot, only: "albums" });
      expect(run, snapshot).toMatchObject({ exit: 0 });
      expect(run.summary, snapshot).toContain(`/${name}\``);
    }
    for (const [slip, said] of [
      [{ snapshot: `0011/${name}` }, `The users with snapshots are: ${user}.`],
      [{ user: "0123456789abcdef" }, `The users with snapshots are: ${user}.`],
      [{ snapshot: "2026-10-04" }, `The nearest ones are ${name}, `],
      [{ snapshot: "the newest" }, "The newest ones are "],
      [{ snapshot: "2" }, "Give more of the name."],
      [{ only: "lieks" }, "Did you mean likes?"],
    ] as const) {
      const run = await scene.run({ ...inputsOf(scene), ...slip });
      expect([run.exit === 0, run.log.includes(said)], JSON.stringify(slip)).toEqual([false, true]);
    }
  });

  it("is told apart by the user, where there are several accounts", async () => {
    const { scene } = await createTargetScene();
    await using _ = scene;
    const files = await scene.target.files("backups");
    const [path = ""] = [...files.keys()];
    const [, user = "", name = ""] = path.split("/");
    const other = "0123456789abcdef";
    await scene.target.commit("backups", {
      [`backups/${other}/${name}/metadata.json`]: "{}",
    });
    const inputs = { ...inputsOf(scene), only: "albums" };
    expect(await scene.run(inputs)).toMatchObject({
      exit: 2,
      log: expect.stringContaining("Choose one of them"),
    });
    for (const named of [{ user: user.toUpperCase() }, { snapshot: `${user}/latest` }]) {
      expect(await scene.run({ ...inputs, ...named })).toMatchObject({ exit: 0 });
    }
  });
});

describe("the playlists that a person names", () => {
  it("are restored alone, and the nearest is named for one that is not there", async () => {
    const { scene, target } = await createTargetScene();
    await using _ = scene;
    const [wanted] = scene.account.playlists;
    const only = wanted?.name ?? "";
    const typo = await scene.run({ ...inputsOf(scene), only: `${only}~` });
    expect(typo.exit).toBe(2);
    expect(typo.log).toContain(`Did you mean ${only}?`);
    const run = await scene.run({ ...inputsOf(scene), only, "dry-run": "false" });
    expect(run.exit).toBe(0);
    expect(target.playlists.map(({ name }) => name)).toEqual([only]);
    expect(target.likes).toEqual([]);
  });
});

describe("the secret with the key", () => {
  const KEY = "AGE_IDENTITY";
  const PAGE = "https://github.com/somebody/tracksafe/settings/secrets/actions";
  type Secrets = "write" | "read" | null;

  async function setWithKey(rights: Secrets) {
    const { scene } = await createTargetScene();
    await setSecret(scene.running, KEY, scene.identity);
    const token = scene.github.addToken({
      label: "secrets",
      rights: { [scene.running.fullName]: rights === null ? {} : { secrets: rights } },
    });
    const inputs = {
      ...inputsOf(scene),
      only: "albums",
      "dry-run": "false",
      "secrets-token": rights === null ? "" : token.value,
    };
    return { scene, inputs, isThere: () => scene.running.secrets.has(KEY) };
  }

  it("is deleted after a restore that came to its end, also when all was there", async () => {
    const { scene, inputs, isThere } = await setWithKey("write");
    await using _ = scene;
    await scene.run({ ...inputs, "dry-run": "true" });
    expect(isThere()).toBe(true);
    expect((await scene.run({ ...inputs, "keep-identity": "true" })).exit).toBe(0);
    expect(isThere()).toBe(true);
    const again = await scene.run(inputs);
    expect([again.exit, isThere()]).toEqual([0, false]);
    expect(again.summary).toContain("`AGE_IDENTITY` was deleted");
  });

  it("stays as long as the restore is not done", async () => {
    const { scene, inputs, isThere } = await setWithKey("write");
    await using _ = scene;
    scene.emulator.faults.add({
      method: "PUT",
      path: /^\/me\/library/,
      times: 99,
      fault: fault.status(403),
    });
    const run = await scene.run(inputs);
    expect(run.outputs["status"]).not.toBe("complete");
    expect(isThere()).toBe(true);
    expect(run.summary).toContain("The next run needs the secret");
  });

  it.each<Secrets>([null, "read"])("is to be deleted by hand with a token: %s", async (rights) => {
    const { scene, inputs, isThere } = await setWithKey(rights);
    await using _ = scene;
    const run = await scene.run(inputs);
    expect([run.exit, isThere()]).toEqual([0, true]);
    expect(run.summary).toContain("> **Delete the secret `AGE_IDENTITY` now**");
    expect(run.summary).toContain(`(${PAGE})`);
  });
});
