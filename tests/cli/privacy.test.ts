import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Fault, fault } from "../../emulator/index.ts";
import { runCommand, runInProcess } from "../support/cli/command.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { listFiles } from "../support/files.ts";
import { startProxy, through } from "../support/http/proxy.ts";
import { canaryLibrary, findIn, PERSONAL } from "../support/personal-canaries.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

const SPEC = { seed: 30, likes: 20, playlists: 3, itemsPerPlaylist: 6, followed: 1, albums: 2 };

/** A scene whose traffic is seen, so that every token is known that was issued or shown. */
async function createWatchedScene() {
  const scene = await createScene({ accounts: [canaryLibrary(SPEC)], rotateRefreshTokens: true });
  const { accountsUrl } = scene.emulator;
  const proxy = await startProxy(accountsUrl);
  const env = through(scene.env, accountsUrl, proxy.origin);
  return {
    scene,
    env,
    /** The private values that `text` contains. */
    find(text: string): string[] {
      const login = [env["SPOTIFY_CLIENT_SECRET"] ?? "", env["SPOTIFY_REFRESH_TOKEN"] ?? ""];
      const proofs = [...proxy.credentials].map((header) => header.replace(/^\w+ /, ""));
      const values = [...Object.values(PERSONAL), ...login, ...proxy.tokens, ...proofs];
      return findIn(text, values);
    },
    tokens: proxy.tokens,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await scene[Symbol.asyncDispose]();
    },
  };
}

const ALWAYS = Number.POSITIVE_INFINITY;

/** An error that repeats whatever it was told, and more. */
const telltale = (status: number): Fault =>
  fault.status(status, {
    error: { status, message: Object.values(PERSONAL).join(" "), reason: PERSONAL.user },
  });

/** Makes something go wrong; gives the exit code that comes of it. */
type Trouble = (scene: Scene) => number;

const every =
  (path: RegExp | string, what: Fault, exit: number): Trouble =>
  ({ emulator }) => {
    emulator.faults.add({ path, times: ALWAYS, fault: what });
    return exit;
  };

const TROUBLES: readonly (readonly [string, Trouble])[] = [
  ["goes well", () => 0],
  ["finds a playlist refused", every(/^\/playlists/, fault.status(403), 3)],
  ["gets errors that tell tales", every(/tracks|playlists/, telltale(500), 3)],
  ["gets errors that tell tales from the start", every("/me", telltale(503), 5)],
  ["gets half of the JSON", every(/tracks|playlists/, fault.garbage(), 3)],
  ["gets half of the answers", every(/tracks|playlists/, fault.truncate(), 3)],
  ["gets JSON of another shape", every(/tracks/, fault.status(200, { items: [PERSONAL] }), 3)],
  ["gets a web page", every("/me", fault.html(), 5)],
  ["is told to wait", every(/items/, fault.rateLimit(83_316), 6)],
  [
    "is not let in any more",
    ({ emulator, env }) => {
      emulator.revoke(env["SPOTIFY_REFRESH_TOKEN"] ?? "");
      return 4;
    },
  ],
];

describe("a backup shows nothing personal and no secret when it", () => {
  it.each(TROUBLES)("%s", async (_name, trouble) => {
    for (const flags of [[], ["--verbose"], ["--json"], ["--verbose", "--json"]]) {
      await using watched = await createWatchedScene();
      const { scene, env, find, tokens } = watched;
      const exit = trouble(scene);
      const clock = createFakeClock("2026-11-22T03:17:00Z", { autoAdvance: true });
      const args = ["backup", "--out", scene.directory, "--covers", ...flags];
      const run = await runInProcess(args, env, { clock });
      expect(run.exit).toBe(exit);
      expect(tokens.size).toBe(exit === 4 ? 0 : 2);
      expect(find(run.stdout)).toEqual([]);
      expect(find(run.stderr)).toEqual([]);

      const files = await listFiles(scene.directory);
      expect(find(files.join("\n"))).toEqual([]);
      for (const file of files.filter((name) => name.endsWith("metadata.json"))) {
        expect(find(await readFile(join(scene.directory, file), "utf8"))).toEqual([]);
      }
    }
  });

  it.each(["", "The login is not good: ", "x".repeat(70)])(
    "is refused in words that repeat the login behind %j",
    async (before) => {
      await using watched = await createWatchedScene();
      const { scene, env, find } = watched;
      // As long as the tokens of Spotify.
      const token = `AQ${"kT7x_R-w9Lm".repeat(12)}`;
      const body = { error: before + token, error_description: before + token };
      const path = "/api/token";
      scene.emulator.faults.add({ path, times: ALWAYS, fault: fault.status(400, body) });
      const args = ["backup", "--out", scene.directory, "--verbose"];
      const run = await runInProcess(args, { ...env, SPOTIFY_REFRESH_TOKEN: token });
      expect(run.exit).toBe(4);
      expect(run.stderr).toContain("caused by Error: Spotify's answer: 400");
      expect(run.stderr).not.toContain(token.slice(0, 12));
      expect(find(run.stdout + run.stderr)).toEqual([]);
    },
  );

  it("runs in a process of its own, and when snapshots are listed and verified", async () => {
    await using watched = await createWatchedScene();
    const { scene, env, find } = watched;
    const args = ["backup", "--out", scene.directory, "--covers", "--verbose"];
    const backup = await runCommand(args, env);
    expect(backup.exit).toBe(0);
    expect(backup.stderr).toContain("http.request");
    // The refresh token was used before, so the server answers as if it were stolen.
    const again = await runCommand([...args, "--json"], env);
    expect(again.exit).toBe(4);
    const list = await runInProcess(["list", scene.directory, "--verbose"]);
    const verify = await runInProcess(["verify", scene.directory, "--verbose"]);
    for (const { stdout, stderr } of [backup, again, list, verify]) {
      expect(find(stdout + stderr)).toEqual([]);
    }
  });

  it("is searched by a search that finds the titles in the snapshot itself", async () => {
    await using watched = await createWatchedScene();
    const { scene, env, find } = watched;
    await runInProcess(["backup", "--out", scene.directory], env);
    const files = await listFiles(scene.directory);
    const texts = await Promise.all(
      files.map((file) => readFile(join(scene.directory, file), "utf8")),
    );
    const { account: _account, ...shown } = PERSONAL;
    expect(find(texts.join("\n")).sort()).toEqual(Object.values(shown).sort());
    for (const value of Object.values(PERSONAL)) {
      for (const around of ["", "a", "ab"]) {
        const text = Buffer.from(`${around}${value}${around}`).toString("base64");
        expect(findIn(text, [value])).toEqual([value]);
      }
    }
  });
});
