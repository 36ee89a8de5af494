import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StoreError } from "../../../src/errors.ts";
import type { SnapshotStore, WritePage } from "../../../src/model/snapshot-store.ts";
import { frontPage } from "../../../src/report/front-page.ts";
import { createGitHubStore, type GitHubStoreOptions } from "../../../src/store/github/store.ts";
import { appErrorOf } from "../../support/app-error.ts";
import type { FakeRepository } from "../../support/github/repository.ts";
import { createGitHubScene, type GitHubScene } from "../../support/github/scene.ts";
import { bytesOf, pieces } from "../../support/snapshot/stored-snapshots.ts";

const at = { owner: "somebody", repo: "vault" };
const USER = "0123456789abcdef";
const BEGIN = "<!-- tracksafe begins: in other words -->";
const END = "<!-- tracksafe ends -->";

describe("the page in front of the snapshots", () => {
  let scene: GitHubScene;
  beforeEach(async () => {
    scene = await createGitHubScene();
  });
  afterEach(() => scene.close());

  function vault(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    const isEmpty = Object.keys(files).length === 0;
    return scene.repository({ name: "vault", ...(isEmpty ? {} : { files }) });
  }

  function open(repository: FakeRepository, options: Partial<GitHubStoreOptions> = {}) {
    const { github } = scene.connect(scene.token(repository));
    return createGitHubStore({ github, ...at, ownRepository: false, ...options });
  }

  /** A page that names the snapshots that are there by then, and the new one. */
  const naming =
    (store: SnapshotStore): WritePage =>
    async ({ ref, directory }) => {
      const names = [...(await store.list(ref.user)), ref].map(({ name }) => name);
      return `${directory}: ${names.join(" ")}`;
    };

  async function save(store: SnapshotStore, day: number, page: WritePage = naming(store)) {
    const writer = await store.create(USER, `2026-11-${day}T03-17-00`);
    await writer.write("likes.json", pieces("likes"));
    await writer.commit(bytesOf("{}"), page);
  }

  async function readmeOf(repository: FakeRepository, branch = "main") {
    return (await repository.files(branch)).get("README.md")?.toString();
  }

  const naked = (readme: string | undefined) => readme?.split("\n").slice(1, -2);

  it("is written in the commit of the snapshot, and anew with the next one", async () => {
    const repository = await vault({ [`backups/${USER}/2026-11-20T03-17-00/metadata.json`]: "{}" });
    await save(open(repository), 21);
    expect(naked(await readmeOf(repository))).toEqual([
      `backups/${USER}: 2026-11-20T03-17-00 2026-11-21T03-17-00`,
    ]);
    await save(open(repository), 22);
    expect(naked(await readmeOf(repository))).toEqual([
      `backups/${USER}: 2026-11-20T03-17-00 2026-11-21T03-17-00 2026-11-22T03-17-00`,
    ]);
    expect(await repository.log("main")).toEqual([
      "Backup 2026-11-22T03-17-00",
      "Backup 2026-11-21T03-17-00",
      "A change",
    ]);
    expect(await repository.git.run(["fsck", "--strict"])).not.toContain("error");
  });

  it("takes the place of the file that an empty repository begins with", async () => {
    const repository = await vault();
    await save(open(repository), 21);
    expect(naked(await readmeOf(repository))).toEqual([`backups/${USER}: 2026-11-21T03-17-00`]);
  });

  it("is on the branch of the snapshots in a repository with code", async () => {
    const repository = await vault({ "README.md": "The code", "index.js": "" });
    await save(open(repository, { ownRepository: true }), 21);
    expect(await readmeOf(repository, "main")).toBe("The code");
    expect(naked(await readmeOf(repository, "backups"))).toEqual([
      `backups/${USER}: 2026-11-21T03-17-00`,
    ]);
  });

  it("is made beside the state of restores, and in front of a path of several parts", async () => {
    const repository = await vault({ ".tracksafe/restores/a": "x", "music/spotify/.keep": "" });
    await save(open(repository, { path: "music/spotify" }), 21);
    expect(naked(await readmeOf(repository))).toEqual([
      `music/spotify/${USER}: 2026-11-21T03-17-00`,
    ]);
  });

  const left: readonly [string, Readonly<Record<string, string | Uint8Array>>][] = [
    ["a page of somebody else", { "README.md": "# My vault\n" }],
    [
      "our first file beside code",
      { "README.md": "Snapshots of a music library, kept by tracksafe.\n", "index.js": "" },
    ],
    ["a page whose first line is gone", { "README.md": `text\n${END}\n` }],
    ["a page whose last line is gone", { "README.md": `${BEGIN}\ntext\n` }],
    ["a page with two parts", { "README.md": `${BEGIN}\n1\n${END}\n${BEGIN}\n2\n${END}\n` }],
    ["a page that only quotes the lines", { "README.md": `See \`${BEGIN}\`\n\`${END}\`\n` }],
    ["a page that is no text", { "README.md": Buffer.from(`${BEGIN}\n\xff\n${END}\n`, "latin1") }],
    ["a page of a size of no page", { "README.md": `${BEGIN}\n${"x".repeat(70_000)}\n${END}\n` }],
    ["a directory of that name", { "README.md/a": "x" }],
  ];
  it.each(left)("leaves %s alone, and keeps the snapshot", async (_, files) => {
    const repository = await vault(files);
    const before = await repository.files("main");
    const store = open(repository);
    await save(store, 21);
    const after = await repository.files("main");
    for (const [path, content] of before) expect(after.get(path)).toEqual(content);
    expect([...after.keys()].filter((path) => path.startsWith("README.md"))).toHaveLength(1);
    expect(await open(repository).list(USER)).toHaveLength(1);
  });

  it.each([
    ["code", { "index.js": "" }],
    ["another page", { "readme.txt": "Mine" }],
    ["other directories beside a deeper path", { "src/index.js": "", "music/a": "" }],
  ])("is not made beside %s", async (_, files) => {
    const repository = await vault(files);
    await save(open(repository, { path: "music/spotify" }), 21);
    expect(await readmeOf(repository)).toBeUndefined();
  });

  it.each(["\n", "\r\n"])("keeps what somebody wrote around our part (%j)", async (end) => {
    const lines = ["# Mine", BEGIN, "old", "more of it", END, "My notes: `x`", ""];
    const repository = await vault({ "README.md": lines.join(end), "notes.txt": "also mine" });
    await save(open(repository), 21);
    const readme = (await readmeOf(repository)) ?? "";
    expect(readme.startsWith(`# Mine${end}<!-- tracksafe begins`)).toBe(true);
    expect(readme.endsWith(`\n${END}${end}My notes: \`x\`${end}`)).toBe(true);
    expect(readme).toContain(`\nbackups/${USER}: 2026-11-21T03-17-00\n`);
    expect(readme).not.toContain("old");
  });

  it("comes back after it was removed", async () => {
    const repository = await vault();
    await save(open(repository), 21);
    await repository.commit("main", { "README.md": null });
    expect(await readmeOf(repository)).toBeUndefined();
    await save(open(repository), 22);
    expect(naked(await readmeOf(repository))).toHaveLength(1);
  });

  it("shows the snapshots of two runs at once, and what was changed meanwhile", async () => {
    const repository = await vault({ [`backups/${USER}/2026-11-20T03-17-00/metadata.json`]: "{}" });
    const [one, two] = [open(repository), open(repository)];
    await Promise.all([one.users(), two.users()]);
    await save(one, 21);
    await repository.commit("main", {
      "README.md": `My words\n${(await readmeOf(repository)) ?? ""}`,
    });
    await save(two, 22);
    const readme = (await readmeOf(repository)) ?? "";
    expect(readme.startsWith("My words\n")).toBe(true);
    expect(readme).toContain("2026-11-20T03-17-00 2026-11-21T03-17-00 2026-11-22T03-17-00");
  });

  it("does not change without the snapshot", async () => {
    const repository = await vault();
    await save(open(repository), 21);
    const before = await readmeOf(repository);
    repository.protectedBranches.add("main");
    const error = await appErrorOf(() => save(open(repository), 22));
    expect(error.code).toBe("store/refused");
    expect(await readmeOf(repository)).toBe(before);
  });

  it("is left as it is when it cannot be written or read, and the snapshot is kept", async () => {
    const repository = await vault();
    await save(open(repository), 21);
    const before = await readmeOf(repository);
    await save(open(repository), 22, async () => null);
    await save(open(repository), 23, async () => {
      throw new StoreError("store/io", "The page cannot be made.");
    });
    const store = open(repository);
    await store.users();
    scene.server.onRequest(({ path, index }) => {
      if (path.includes("/git/blobs/")) scene.server.failAt(index, { kind: "status", status: 500 });
    });
    await save(store, 24);
    expect(await readmeOf(repository)).toBe(before);
    expect(await open(repository).list(USER)).toHaveLength(4);
  });

  it("costs little of git's history from day to day", async () => {
    const sizeAfter = async (days: number, isShown: boolean) => {
      const repository = await vault();
      const store = open(repository);
      for (let day = 10; day < 10 + days; day += 1) {
        await save(store, day, async ({ ref, directory }) => {
          const names = [...(await store.list(ref.user)), ref].map(({ name }) => name);
          const snapshots = names.toReversed().slice(0, 10).map(shown);
          const location = "github:somebody/vault";
          return isShown ? frontPage({ location, directory, snapshots, hasOthers: false }) : null;
        });
      }
      await repository.git.run(["repack", "-a", "-d", "-f", "--quiet"]);
      return packedSize(repository.git.directory);
    };
    const grown = async (isShown: boolean) =>
      (await sizeAfter(14, isShown)) - (await sizeAfter(10, isShown));
    const bytes = ((await grown(true)) - (await grown(false))) / 4;
    expect(bytes).toBeGreaterThan(20);
    expect(bytes).toBeLessThan(200);
  });
});

function shown(name: string) {
  const kinds = [
    { kind: "likes", files: 1, entries: 2329, bytes: 100_000 },
    { kind: "playlists", files: 41, entries: 3000, bytes: 100_000 },
  ];
  const encryption = { keyId: "0123456789abcdef" };
  return { name, summary: { status: "complete" as const, kinds, warnings: [], encryption } };
}

async function packedSize(directory: string): Promise<number> {
  const packs = join(directory, "objects", "pack");
  const names = (await readdir(packs)).filter((name) => name.endsWith(".pack"));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(packs, name))).size));
  return sizes.reduce((all, size) => all + size, 0);
}
