import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deriveContentKey } from "../../src/crypto/content-key.ts";
import { Secret } from "../../src/secret.ts";
import { createDigester } from "../../src/snapshot/digest.ts";
import { encodeMetadata, type FileRecord, type PartRecord } from "../../src/snapshot/metadata.ts";
import { snapshotName } from "../../src/snapshot/names.ts";
import { type ActionScene, createActionScene } from "../support/action/scene.ts";
import { runInProcess } from "../support/cli/command.ts";
import type { GitRepository, TreeEntry } from "../support/github/git.ts";

const USER = "0123456789abcdef";
const DAY_MS = 24 * 60 * 60 * 1000;
const YEAR = 365;
/** Files of a snapshot, and those of them that change every day. */
const FILES = 12;
const CHANGING = 3;
const NONE = "0".repeat(40);

/**
 * The repository, its branch, three directories, and five requests for the metadata and the files of
 * up to a hundred snapshots each.
 */
const LIST_REQUESTS = 10;

const verify = { command: "verify" };

const directory = (path: string, sha: string): TreeEntry => ({
  ...{ path, sha },
  mode: "040000",
  type: "tree",
});
const file = (path: string, sha: string): TreeEntry => ({
  ...{ path, sha },
  mode: "100644",
  type: "blob",
});

/** A snapshot as it is stored: its name, its files, and the tree of them. */
interface Stored {
  readonly name: string;
  readonly files: readonly TreeEntry[];
}

/** Stores one sealed snapshot a day, the last one today. Nothing refers to them yet. */
function storeDays(git: GitRepository, clientSecret: string, days: number): readonly Stored[] {
  const key = deriveContentKey(new Secret(clientSecret), USER).reveal();
  const keyed = createDigester(Buffer.from(key, "hex"));
  const parts: PartRecord[] = [];
  return Array.from({ length: days }, (_, day) => {
    const at = new Date(Date.now() - (days - 1 - day) * DAY_MS);
    for (let number = 0; number < FILES; number += 1) {
      if (day > 0 && number >= CHANGING) continue;
      const content = Buffer.from(`the sealed file ${number} of day ${day}`);
      parts[number] = {
        name: `playlist_${number}.json.age`,
        bytes: content.length,
        sha256: createHash("sha256").update(content).digest("hex"),
        blob: git.writeBlob(content),
        contentId: createHash("sha256").update(`${number} ${day}`).digest("hex"),
        sealedAt: at.toISOString(),
      };
    }
    const files = parts.map(
      (part, number): FileRecord => ({
        id: `playlist_${number}`,
        kind: "playlists",
        state: "ok",
        parts: [part],
        entries: 10,
      }),
    );
    const metadata = encodeMetadata(
      {
        createdAt: at.toISOString(),
        finishedAt: at.toISOString(),
        tool: { name: "tracksafe", version: "1.0.0" },
        provider: "spotify",
        user: USER,
        status: "complete",
        include: ["playlists"],
        covers: false,
        encryption: { scheme: "age", recipients: [], keyId: keyed("key-id").slice(0, 16) },
        files,
        login: null,
        warnings: [],
      },
      keyed,
    );
    return {
      name: snapshotName(at),
      files: [
        file("metadata.json", git.writeBlob(metadata)),
        ...parts.map((part) => file(part.name, part.blob ?? NONE)),
      ],
    };
  });
}

/** Makes these snapshots all that is on the branch. */
function show({ target: { git } }: ActionScene, snapshots: readonly Stored[]): void {
  const days = snapshots.map(({ name, files }) => directory(name, git.writeTree(files)));
  const user = git.writeTree([directory(USER, git.writeTree(days))]);
  const tree = git.writeTree([directory("backups", user)]);
  const author = { name: "Somebody", email: "somebody@example.com" };
  const commit = git.writeCommit({ tree, parents: [], message: "Backups", author });
  git.moveRef("refs/heads/backups", commit, git.ref("refs/heads/backups"));
}

describe("a verification in Actions", () => {
  let scene: ActionScene;
  let years: readonly Stored[];

  beforeAll(async () => {
    scene = await createActionScene();
    years = storeDays(scene.target.git, scene.emulator.app.clientSecret, YEAR);
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  const count = async (inputs: Readonly<Record<string, string>> = {}) => {
    scene.github.reset();
    const run = await scene.run({ ...verify, ...inputs });
    return { run, requests: scene.github.requests.length };
  };

  it.each([1, 30, YEAR])("sends at most 60 requests after %i days", async (days) => {
    show(scene, years.slice(-days));
    const { run, requests } = await count();
    expect(run.exit).toBe(0);
    expect(run.summary).toContain("## Verification: good");
    expect(requests).toBeLessThanOrEqual(60);
  });

  it("lists the snapshots of a year from a command line with few requests", async () => {
    show(scene, years);
    scene.github.reset();
    const { exit, stdout } = await runInProcess(["list", `github:${scene.target.fullName}`], {
      GITHUB_TOKEN: scene.tokens.target.value,
      GITHUB_API_URL: scene.github.url,
    });
    expect(exit).toBe(0);
    expect(stdout).toContain("(365 snapshots)");
    expect(scene.github.requests.length).toBe(LIST_REQUESTS);
  });

  it("reads every file when it is told to", async () => {
    const days = years.slice(-10);
    show(scene, days);
    const { run } = await count({ all: "true" });
    expect(run.exit).toBe(0);
    expect(run.summary).toContain("Every byte was compared");
    const read = scene.github.requests.filter(({ path }) => path.includes("/git/blobs/"));
    const blobs = new Set(days.flatMap(({ files }) => files.slice(1).map(({ sha }) => sha)));
    expect(read.length).toBeGreaterThanOrEqual(blobs.size);
  });

  const other = (git: GitRepository) => git.writeBlob(Buffer.from("other bytes, as many as be"));

  it.each<[string, string, (files: readonly TreeEntry[], git: GitRepository) => TreeEntry[]]>([
    [
      "other bytes",
      "snapshot/corrupt",
      ([metadata, first, ...rest], git) =>
        [metadata, first && { ...first, sha: other(git) }, ...rest].filter(
          (one) => one !== undefined,
        ),
    ],
    [
      "no file",
      "snapshot/missing",
      ([metadata, _, ...rest]) => [metadata, ...rest].filter((one) => one !== undefined),
    ],
    ["one more file", "snapshot/unexpected", (files, git) => [...files, file("x.age", other(git))]],
    ["no metadata", "snapshot/missing", ([, ...rest]) => rest],
  ])("finds an old snapshot with %s", async (_, code, change) => {
    const days = years.slice(-60);
    const [oldest = expect.fail("a snapshot"), ...others] = days;
    show(scene, [{ ...oldest, files: change(oldest.files, scene.target.git) }, ...others]);
    const { run, requests } = await count();
    expect(run.exit).toBe(7);
    expect(run.summary).toContain(code);
    expect(run.summary).toContain(oldest.name);
    expect(requests).toBeLessThanOrEqual(60);
  });

  it("finds a snapshot that was made with another key", async () => {
    const [forged = expect.fail("a snapshot")] = storeDays(scene.target.git, "another secret", 1);
    const days = years.slice(-20);
    show(
      scene,
      [...days, forged].sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
    const { run } = await count();
    expect(run.exit).toBe(7);
    expect(run.summary).toContain("snapshot/foreign");
    expect(run.summary).toContain(forged.name);
  });
});
