import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { frontPage } from "../../src/report/front-page.ts";
import { countKinds } from "../../src/snapshot/summary.ts";
import { createTempDirectory, output } from "../support/crypto/age-program.ts";
import { createScene } from "../support/spotify/scene.ts";

const page = await readFile(join(import.meta.dirname, "../../docs/recovery.md"), "utf8");
const commands = commandsOf(page);

/** The path of the snapshot on the page. */
const SNAPSHOT = "music/backups/0123456789abcdef/2026-11-22T03-17-00";
const REMOTE = "https://github.com/you/music.git";

/** The commands on a page. */
function commandsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
}

/** Makes the directory `work` a repository with one branch, in place of the page's. */
async function commitAll(work: string): Promise<void> {
  const git = (...args: string[]) => output("git", ["-C", work, ...args]);
  await git("init", "--quiet", "--initial-branch", "backups");
  await git("add", ".");
  const author = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  await git(...author, "commit", "--quiet", "--message", "snapshot");
}

/** The commands of the page one after the other, in a home of its own; stops at the first failure. */
function runPage(home: string, repository: string): Promise<Uint8Array> {
  const surroundings = [
    `export HOME='${home}' GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_COUNT=1`,
    `export GIT_CONFIG_KEY_0='url.file://${repository}.insteadOf' GIT_CONFIG_VALUE_0='${REMOTE}'`,
    'cd "$HOME"',
  ];
  return output("bash", ["-euo", "pipefail", "-c", [...surroundings, ...commands].join("\n")]);
}

async function contents(directory: string, wanted: RegExp): Promise<readonly string[]> {
  const names = (await readdir(directory)).filter((name) => wanted.test(name));
  return Promise.all(names.map((name) => readFile(join(directory, name), "latin1")));
}

describe("docs/recovery.md", () => {
  it("gets everything back from a sealed snapshot, to the byte, without tracksafe", async () => {
    const library = generateLibrary({
      seed: 23,
      likes: 500,
      playlists: 4,
      itemsPerPlaylist: 10,
      followed: 2,
      albums: 3,
    });
    await using scene = await createScene({ accounts: [library] });
    const key = await generateKey("x25519", new Date("2026-11-22T03:17:00Z"));
    const sealed = await scene.backup({ recipients: [key.recipient], covers: true });
    const plain = await scene.backup({ covers: true, plain: true });
    const directoryOf = ({ user = "", name = "" }: { user?: string; name?: string }) =>
      join(scene.directory, user, name);
    const directory = directoryOf(sealed.snapshot ?? {});
    expect((await readdir(directory)).filter((name) => /^likes\.\d{3}\./.test(name)).length) //
      .toBeGreaterThan(2);

    const temp = await createTempDirectory();
    try {
      const [home, work] = [temp.path("home"), temp.path("work")];
      await mkdir(home);
      await cp(directory, join(work, SNAPSHOT.replace("music/", "")), { recursive: true });
      await commitAll(work);
      await writeFile(join(home, "tracksafe.key"), key.fileText.reveal(), { mode: 0o600 });
      const shown = Buffer.from(await runPage(home, work)).toString();

      const recovered = join(home, "recovered");
      const original = directoryOf(plain.snapshot ?? {});
      const expected = (await readdir(original)).filter((name) => name !== "metadata.json");
      expect((await readdir(recovered)).length).toBe(
        expected.length + ["index", "likes.txt"].length,
      );
      for (const name of expected.filter((each) => !each.includes("_"))) {
        expect(await readFile(join(recovered, name), "utf8")).toBe(
          await readFile(join(original, name), "utf8"),
        );
      }
      for (const kind of [/^playlist_/, /^cover_/]) {
        const found = await contents(recovered, kind);
        expect(found.length).toBeGreaterThan(1);
        expect([...found].sort()).toEqual([...(await contents(original, kind))].sort());
      }
      for (const title of sealed.titles.values()) {
        if (title !== "") expect(shown).toContain(`    ${JSON.stringify(title).slice(1, -1)}\n`);
      }
      expect((await readFile(join(recovered, "likes.txt"), "utf8")).split("\n").length - 1) //
        .toBe(library.likes.length);
    } finally {
      await temp.remove();
    }
  });

  it("finds a file that was changed", async () => {
    const check = commands.find((code) => code.includes("sha256sum")) ?? expect.fail("a check");
    await using scene = await createScene({});
    const key = await generateKey("x25519", new Date("2026-11-22T03:17:00Z"));
    const { snapshot } = await scene.backup({ recipients: [key.recipient] });
    const directory = join(scene.directory, snapshot?.user ?? "", snapshot?.name ?? "");
    const run = () => output("bash", ["-euo", "pipefail", "-c", `cd '${directory}'\n${check}`]);
    expect(await run()).toHaveLength(0);
    await writeFile(join(directory, "likes.json.gz.age"), "something else");
    await expect(run()).rejects.toThrow(/checksum/);
  });
});

describe("the page in front of the snapshots of a repository", () => {
  it("opens a sealed snapshot with its commands", async () => {
    const library = generateLibrary({ seed: 23, likes: 500, playlists: 2, itemsPerPlaylist: 10 });
    await using scene = await createScene({ accounts: [library] });
    const key = await generateKey("x25519", new Date("2026-11-22T03:17:00Z"));
    const made = await scene.backup({ recipients: [key.recipient], covers: true });
    const { snapshot, status, files, warnings, keyId } = made;
    const directory = join(scene.directory, snapshot?.user ?? "", snapshot?.name ?? "");
    const encryption = { keyId: keyId ?? "" };
    const summary = { status, kinds: countKinds(files), warnings, encryption };
    const text = frontPage({
      location: "github:you/music",
      directory: "backups/0123456789abcdef",
      snapshots: [{ name: snapshot?.name ?? "", summary }],
      hasOthers: false,
    });
    const temp = await createTempDirectory();
    try {
      const home = temp.path("home");
      await mkdir(home);
      await writeFile(join(home, "tracksafe.key"), key.fileText.reveal(), { mode: 0o600 });
      const surroundings = [`export HOME='${home}'`, `cd '${directory}'`];
      const script = [...surroundings, ...commandsOf(text)].join("\n");
      const shown = await output("bash", ["-euo", "pipefail", "-c", script]);
      const recovered = join(home, "recovered");
      expect(await readFile(join(recovered, "index.json"))).toEqual(Buffer.from(shown));
      const likes = JSON.parse(await readFile(join(recovered, "likes.json"), "utf8"));
      expect(likes.entries).toHaveLength(library.likes.length);
      expect(await contents(recovered, /^playlist_/)).toHaveLength(2);
    } finally {
      await temp.remove();
    }
  });
});
