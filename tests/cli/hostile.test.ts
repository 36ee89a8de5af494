import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALL_SCOPES, createAccount, fault } from "../../emulator/index.ts";
import { type CommonOptions, createOutput, type Output } from "../../src/cli/io.ts";
import { StoreError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";
import { canonicalJson, canonicalPage } from "../../src/snapshot/canonical.ts";
import { createDigester } from "../../src/snapshot/digest.ts";
import type { MetadataContent } from "../../src/snapshot/metadata.ts";
import { type Finished, runInProcess } from "../support/cli/command.ts";
import { createDoctorScene } from "../support/cli/doctor-scene.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { ALL_HOSTILE, actingIn, HOSTILE, hostile } from "../support/hostile-text.ts";
import { isLong, seeds } from "../support/seeds.ts";
import { hostileLibrary } from "../support/spotify/hostile-library.ts";
import { createScene } from "../support/spotify/scene.ts";

const ALWAYS = Number.POSITIVE_INFINITY;
const NOW = "2026-11-22T03:17:00Z";

/** A port of this machine where nobody is. */
const NOWHERE = "http://127.0.0.1:1";

/** Metadata that ignores the schema. */
function closed(forged: object): Uint8Array {
  const body = { format: "tracksafe", formatVersion: 1, kind: "metadata", ...forged };
  const digest = createDigester(null)("metadata", canonicalJson(body));
  return Buffer.from(canonicalPage({ ...body, digest }));
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A directory of one's own for all tests here. */
let home = "";

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "tracksafe-hostile-"));
});

afterAll(() => rm(home, { recursive: true }));

/** Runs a command in `ways`, two that print the most if not said otherwise. */
async function runAll(
  args: readonly string[],
  env: Environment = {},
  ways: readonly (readonly string[])[] = [["--verbose"], ["--quiet", "--json"]],
): Promise<readonly Finished[]> {
  const runs: Finished[] = [];
  for (const flags of ways) {
    const clock = createFakeClock(NOW, { autoAdvance: true });
    runs.push(await runInProcess([...args, ...flags], { HOME: home, ...env }, { clock }));
  }
  return runs;
}

const VERBOSE: readonly string[] = ["--verbose"];
const PLAIN: readonly string[] = [];
const JSON_FLAG: readonly string[] = ["--json"];

/** All of `ways` for all hostile texts at once, and one of them by turns for a single text. */
function waysFor(text: string, ways: readonly (readonly string[])[]) {
  return text === ALL_HOSTILE ? ways : [ways[HOSTILE.indexOf(text) % ways.length] ?? []];
}

/** Checks that no printed text acts, and that the program itself did not fail. */
function expectPlain(runs: readonly Finished[]): void {
  for (const { exit, stdout, stderr } of runs) {
    expect(actingIn(stdout)).toEqual([]);
    expect(actingIn(stderr)).toEqual([]);
    expect(stdout + stderr).not.toContain("[internal/");
    expect(exit).not.toBe(1);
  }
}

/** Of so many places that {@link HOSTILE} is shared among, what this one gets; and all of it at once. */
function shareOf(place: number, places: number): readonly string[] {
  return [ALL_HOSTILE, ...HOSTILE.filter((_, at) => at % places === place)];
}

describe("text that a report did not make safe", () => {
  const printed = (print: (output: Output) => unknown, options: CommonOptions = {}) => {
    let shown = "";
    const stream = { write: (text: string) => (shown += text) };
    const { signal } = new AbortController();
    print(createOutput({ env: {}, stdout: stream, stderr: stream, signal }, options));
    return shown;
  };

  it("is made plain where it is printed, in every way there is", () => {
    fc.assert(
      fc.property(hostile, (some) => {
        const text = some.replaceAll("FORGED", "");
        const error = new StoreError("store/io", text, { cause: new Error(text), hint: text });
        const outcome = { exit: 0, text, json: { [`key${text}`]: text }, error };
        for (const options of [{}, { verbose: true }, { json: true }]) {
          for (const reveals of [true, false]) {
            const shown = printed((output) => output.result({ ...outcome, reveals }), options);
            expect(actingIn(shown)).toEqual([]);
          }
          expect(actingIn(printed((output) => output.failure(error), options))).toEqual([]);
          expect(actingIn(printed((output) => output.log.error(text, { text })))).toEqual([]);
          expect(actingIn(printed((output) => output.say(text)))).toEqual([]);
          expect(actingIn(printed((output) => output.reveal(new Secret(text))))).toEqual([]);
        }
        const json = printed((output) => output.result({ ...outcome, error: null }), {
          json: true,
        });
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(outcome.json)));
      }),
      { numRuns: seeds(200, 20_000), examples: HOSTILE.map((one): [string] => [one]) },
    );
  });

  it("is rid of secrets that something invisible hides in", () => {
    const secret = new Secret("kept-by-the-person");
    const shown = printed((output) => {
      output.hide(secret);
      output.say("It is kept-by\u200b-the-person.");
    });
    expect(shown).toBe("It is [secret].\n");
  });
});

describe("nothing that others have chosen acts on the terminal", () => {
  it("text of a library: names, titles, descriptions", async () => {
    const target = createAccount("target");
    target.displayName = HOSTILE[0] ?? "";
    await using scene = await createScene({ accounts: [hostileLibrary(), target] });
    const { directory, env, emulator } = scene;
    const into = {
      ...env,
      SPOTIFY_REFRESH_TOKEN: emulator.issueRefreshToken("target", ALL_SCOPES),
      XDG_STATE_HOME: join(home, "state"),
    };
    expectPlain(await runAll(["backup", "--out", directory, "--covers"], env));
    expectPlain(await runAll(["list", directory]));
    expectPlain(await runAll(["verify", directory]));
    expectPlain(await runAll(["find", directory, "e"]));
    expectPlain(await runAll(["show", directory]));
    expectPlain(await runAll(["show", directory, "likes"]));
    const to = ["--format", "csv", "--force", "--out", join(home, "export")];
    expectPlain(await runAll(["export", directory, ...to]));
    await runAll(["backup", "--out", directory, "--include", "likes"], env, [[]]);
    expectPlain(await runAll(["diff", directory]));
    expectPlain(await runAll(["doctor", directory], env));
    expectPlain(await runAll(["restore", directory, "--dry-run"], into));
    const restored = await runAll(["restore", directory, "--yes"], into);
    expectPlain(restored);
    // Proves that the names are printed at all.
    expect(restored[0]?.stderr).toContain("into the account \uFFFD]0;evil\uFFFD:");
    expect(restored[0]?.stdout).toContain("[evil]: https://evil.example");
  });

  it("text of an answer with an error", async () => {
    await using scene = await createScene({ accounts: [createAccount("one")] });
    const { directory, env, emulator } = scene;
    const answers: readonly ((text: string) => readonly [number, unknown])[] = [
      (text) => [400, { error: text, error_description: text }],
      (text) => [403, { error: { status: 403, message: text, reason: text } }],
      (text) => [403, text],
      (text) => [200, { items: [{ [text]: text }], [text]: text }],
    ];
    const cases = ["/api/token", "/me", /tracks|playlists/].flatMap((path) =>
      answers.map((answer) => ({ path, answer })),
    );
    for (const [at, { path, answer }] of cases.entries()) {
      for (const text of shareOf(at, cases.length)) {
        emulator.faults.clear();
        emulator.faults.add({ path, times: ALWAYS, fault: fault.status(...answer(text)) });
        const args = ["backup", "--out", join(directory, "new")];
        expectPlain(await runAll(args, env, waysFor(text, [VERBOSE, JSON_FLAG])));
      }
    }
  });

  it("text of metadata, and of files beside it", async () => {
    await using scene = await createScene({ accounts: [hostileLibrary()] });
    await scene.backup();
    const { directory, env } = scene;
    const [user = ""] = await readdir(directory);
    const [name = ""] = await readdir(join(directory, user));
    const path = join(directory, user, name);
    const written = JSON.parse(await readFile(join(path, "metadata.json"), "utf8"));
    const {
      format: _format,
      formatVersion: _version,
      kind: _kind,
      digest: _digest,
      ...rest
    } = written;
    const content: MetadataContent = rest;
    for (const text of HOSTILE.map((one) => one.replaceAll(/[\0/]/g, "").toWellFormed())) {
      if (Buffer.byteLength(text) > 0) await writeFile(join(path, text), text);
      if (Buffer.byteLength(text) > 0) await mkdir(join(directory, text), { recursive: true });
    }
    const look = async (ways = [PLAIN, JSON_FLAG]) => {
      for (const place of [directory, path]) {
        expectPlain(await runAll(["list", place], {}, ways));
        expectPlain(await runAll(["verify", place], {}, ways));
        expectPlain(await runAll(["find", place, "e"], {}, ways));
        expectPlain(await runAll(["diff", place], {}, ways));
        expectPlain(await runAll(["doctor", place], env, ways));
        expectPlain(await runAll(["restore", place, "--dry-run", "--same-account"], env, ways));
      }
    };
    await look();
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const forged: readonly object[] = [
          { error: text },
          { tool: { name: text, version: text } },
          { provider: text },
          { user: text },
          { warnings: [{ code: text, file: text }] },
          { files: content.files.map((file) => ({ ...file, id: text, error: text })) },
          { [text]: text },
        ];
        for (const change of forged) {
          const bytes = closed({ ...content, ...change });
          await writeFile(join(path, "metadata.json"), bytes);
          expectPlain(await runAll(["verify", path], {}, [PLAIN, JSON_FLAG]));
        }
      }),
      { numRuns: seeds(2, 2_000) },
    );
    await look();
    for (const broken of [ALL_HOSTILE, `{"format":"tracksafe","formatVersion":99}`, "[[[["]) {
      await writeFile(join(path, "metadata.json"), broken);
      await look([VERBOSE]);
    }
  });

  it("text of arguments and of the environment", async () => {
    await using scene = await createScene({ accounts: [createAccount("one")] });
    await scene.backup();
    const { directory, env } = scene;
    const names = [
      ...["SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET", "SPOTIFY_REFRESH_TOKEN", "AGE_RECIPIENTS"],
      ...["AGE_IDENTITY", "SPOTIFY_API_URL", "SPOTIFY_ACCOUNTS_URL", "SPOTIFY_AUTHORIZED_AT"],
      ...["GITHUB_TOKEN", "GITHUB_API_URL", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"],
    ];
    const commands: readonly ((text: string) => readonly string[])[] = [
      (text) => [text],
      (text) => [`--${text}`],
      (text) => ["list", text],
      (text) => ["list", `${directory}/${text}`],
      (text) => ["list", `github:${text}`],
      (text) => ["verify", join(directory, text)],
      (text) => ["verify", directory, `--${text}`],
      (text) => ["find", directory, text],
      (text) => ["diff", directory, text, text],
      (text) => ["show", directory, text, "--snapshot", text],
      (text) => ["diff", directory, "--since", text],
      (text) => ["find", text, "word", "--user", text],
      (text) => ["restore", directory, "--only", text, "--dry-run"],
      (text) => ["restore", directory, "--user", text, "--dry-run"],
      (text) => ["restore", text, "--yes"],
      (text) => ["backup", "--to", text],
      (text) => ["backup", "--out", directory, "--include", text],
      (text) => ["backup", "--out", directory, "--recipient", text],
      (text) => ["doctor", text],
      (text) => ["setup", "--skip", text],
      (text) => ["setup", "--repository", text],
      (text) => ["auth", "--port", text],
      (text) => ["keygen", "--out", join(home, "none", text)],
    ];
    for (const [at, command] of commands.entries()) {
      for (const text of shareOf(at, commands.length)) {
        expectPlain(await runAll(command(text), env, waysFor(text, [PLAIN, JSON_FLAG])));
      }
    }
    for (const name of names) {
      for (const text of shareOf(names.indexOf(name), names.length)) {
        const set = { ...env, GITHUB_TOKEN: "token", GITHUB_API_URL: NOWHERE, [name]: text };
        const readers = [
          ["doctor", directory],
          ["backup", "--out", join(home, name), "--include", "likes"],
          ["list", "github:a/b"],
          ["auth", "status"],
        ];
        // All of them for all hostile texts at once, and one of them by turns for a single text.
        const turn = HOSTILE.indexOf(text);
        for (const [at, args] of readers.entries()) {
          if (text !== ALL_HOSTILE && turn % readers.length !== at) continue;
          expectPlain(await runAll(args, set, [[VERBOSE, JSON_FLAG][at % 2] ?? PLAIN]));
        }
      }
    }
  });

  it("text of the stored login", async () => {
    const settings = join(home, "settings", "tracksafe");
    await mkdir(settings, { recursive: true });
    for (const text of HOSTILE) {
      const login = {
        ...{ version: 1, clientId: text || "x", refreshToken: "token", account: text || "x" },
        ...{ scopes: [text, text], authorizedAt: "2026-11-01T00:00:00.000Z" },
      };
      const path = join(settings, "credentials.json");
      await writeFile(path, JSON.stringify(login), { mode: 0o600 });
      expectPlain(await runAll(["auth", "status"], { XDG_CONFIG_HOME: join(home, "settings") }));
    }
  });

  it("text of a repository: file names, variables, messages of GitHub", async () => {
    await using doctor = await createDoctorScene(new Date(NOW));
    const { scene, env } = doctor;
    const { github, target, running } = scene;
    const [metadata = ""] = [...(await target.files("backups")).keys()].filter((one) =>
      one.endsWith("/metadata.json"),
    );
    const place = metadata.replace(/metadata\.json$/, "");
    const files = HOSTILE.map((one) => one.replaceAll(/[\0/]/g, "").toWellFormed()).filter(
      (one) => !["", ".", "..", "\n"].includes(one),
    );
    await target.commit(
      "backups",
      Object.fromEntries(files.map((file) => [`${place}${file}`, "evil"])),
    );
    const source = `github:${target.fullName}`;
    const look = async (ways: readonly (readonly string[])[] = [VERBOSE, JSON_FLAG]) => {
      for (const args of [
        ["list", source],
        ["verify", source],
        ["find", source, "e"],
        ["diff", source],
        ["show", source],
        ["restore", source, "--dry-run", "--same-account"],
        ["doctor", source],
        ["setup", "--repository", target.fullName, "--dry-run"],
      ]) {
        expectPlain(await runAll(args, env, ways));
      }
    };
    await look();
    for (const text of isLong() ? [ALL_HOSTILE, ...HOSTILE] : [ALL_HOSTILE]) {
      for (const name of ["AGE_RECIPIENTS", "SPOTIFY_AUTHORIZED_AT", "TRACKSAFE_REPOSITORY"]) {
        const before = running.variables.get(name);
        running.variables.set(name, text);
        expectPlain(await runAll(["doctor", source], env, waysFor(text, [PLAIN, JSON_FLAG])));
        if (before === undefined) running.variables.delete(name);
        else running.variables.set(name, before);
      }
      const stop = github.onRequest(({ index }) => {
        github.failAt(index, { kind: "status", status: 403, message: text });
      });
      await look(waysFor(text, [VERBOSE, JSON_FLAG]));
      stop();
    }
  });
});
