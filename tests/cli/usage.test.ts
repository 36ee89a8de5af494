import { describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { VERSION } from "../../src/version.ts";
import { runCommand, runInProcess } from "../support/cli/command.ts";
import { listFiles } from "../support/files.ts";
import { createScene } from "../support/spotify/scene.ts";

const COMMANDS = ["auth", "backup", "list", "verify", "demo"];
const library = () => generateLibrary({ seed: 28, likes: 5 });

describe("a setting that cannot be right", () => {
  it.each([
    ["SPOTIFY_CLIENT_ID", undefined, "config/missing"],
    ["SPOTIFY_CLIENT_ID", "  ", "config/missing"],
    ["SPOTIFY_CLIENT_ID", '"quoted"', "config/invalid"],
    ["SPOTIFY_CLIENT_SECRET", "two words", "config/invalid"],
    ["SPOTIFY_CLIENT_SECRET", "caf\u00e9-secret", "config/invalid"],
    ["SPOTIFY_REFRESH_TOKEN", undefined, "config/missing"],
    ["SPOTIFY_REFRESH_TOKEN", "", "config/missing"],
    ["SPOTIFY_REFRESH_TOKEN", "AQfirst-line\nsecond-line", "config/invalid"],
    ["SPOTIFY_REFRESH_TOKEN", "'AQquoted'", "config/invalid"],
    ["SPOTIFY_API_URL", "http://example.com", "config/insecure-url"],
    ["SPOTIFY_API_URL", "http://127.0.0.1.example.com/v1", "config/insecure-url"],
    ["SPOTIFY_API_URL", "ftp://127.0.0.1/v1", "config/insecure-url"],
    ["SPOTIFY_API_URL", "api.spotify.com/v1", "config/invalid-url"],
    ["SPOTIFY_API_URL", "https://me:pass-word@api.spotify.com", "config/invalid-url"],
    ["SPOTIFY_ACCOUNTS_URL", "http://accounts.spotify.com", "config/insecure-url"],
    ["SPOTIFY_ACCOUNTS_URL", "https//accounts", "config/invalid-url"],
    ["SPOTIFY_REFRESH_TOKEN", "SPOTIFY_REFRESH_TOKEN=AQpasted-whole", "config/invalid"],
    [
      "SPOTIFY_REFRESH_TOKEN",
      "SPOTIFY_REFRESH_TOKEN=AQa\nSPOTIFY_AUTHORIZED_AT=2026-11-22",
      "config/invalid",
    ],
    ["SPOTIFY_CLIENT_ID", "export SPOTIFY_CLIENT_ID=0123456789abcdef", "config/invalid"],
    ["SPOTIFY_CLIENT_SECRET", "emulated-client", "config/invalid"],
    ["SPOTIFY_REFRESH_TOKEN", "emulated-client", "config/invalid"],
  ])("is named, with the way to mend it: %s=%j", async (name, value, code) => {
    await using scene = await createScene({ accounts: [library()] });
    const args = ["backup", "--out", scene.directory, "--json"];
    const run = await runInProcess(args, { ...scene.env, [name]: value });
    expect(run.exit).toBe(2);
    const { error } = JSON.parse(run.stdout);
    expect(error.code).toBe(code);
    expect(error.message).toContain(name);
    expect(error.hint).toMatch(/^(Set|Use|Give) /);
    if (value?.trim()) expect(run.stdout + run.stderr).not.toContain(value.trim());
    expect(scene.emulator.requests).toEqual([]);
    expect(await listFiles(scene.directory)).toEqual([]);
  });

  it.each([
    [
      "SPOTIFY_REFRESH_TOKEN",
      "SPOTIFY_REFRESH_TOKEN=AQpasted",
      "is a whole line of the form NAME=value.",
    ],
    ["SPOTIFY_CLIENT_SECRET", "emulated-client", "is the client ID."],
  ])("is recognised: %s=%s", async (name, value, said) => {
    await using scene = await createScene({ accounts: [library()] });
    const args = ["backup", "--out", scene.directory];
    const { stderr } = await runInProcess(args, { ...scene.env, [name]: value });
    expect(stderr).toContain(`${name} ${said}`);
  });

  it("is told from one that only has space around it", async () => {
    await using scene = await createScene({ accounts: [library()] });
    const env = Object.entries(scene.env).map(([name, value]) => [name, ` ${value}\n`]);
    const args = ["backup", "--out", scene.directory];
    expect(await runInProcess(args, Object.fromEntries(env))).toMatchObject({ exit: 0 });
  });

  it("is no client secret, where the login was made without one", async () => {
    await using scene = await createScene({ accounts: [library()] });
    const env = { ...scene.env, SPOTIFY_CLIENT_SECRET: undefined };
    expect(await runInProcess(["backup", "--out", scene.directory], env)).toMatchObject({
      exit: 0,
    });
  });
});

describe("a command line that cannot be right", () => {
  it.each([
    ["backpu", "Unknown command 'backpu'.", "Did you mean backup?"],
    ["verfy dir", "Unknown command 'verfy'.", "Did you mean verify?"],
    ["frobnicate", "Unknown command 'frobnicate'.", "`tracksafe --help` lists"],
    ["backup --includ likes", "Unknown option '--includ'.", "Did you mean --include?"],
    ["backup --frob", "Unknown option '--frob'.", "`tracksafe backup --help` shows"],
    [
      "backup",
      "Name exactly one destination for the snapshot.",
      "tracksafe backup --out ./backups",
    ],
    ["backup --out=", "The name of the directory for the snapshots is empty.", "Name a directory"],
    ["backup --out D --include like", '--include does not know "like".', "likes,playlists,albums"],
    [
      "backup --out D --include ,",
      "The list of kinds to back up is empty.",
      "likes, playlists, albums",
    ],
    ["backup D", "Too many arguments for 'backup'.", "`tracksafe backup --help` shows"],
    ["list", "Missing required argument 'source'.", "`tracksafe list --help` shows"],
    ["verify", "Missing required argument 'source'.", "`tracksafe verify --help` shows"],
  ])("is answered with what is wrong and what to do: %s", async (line, message, hint) => {
    await using scene = await createScene({ accounts: [library()] });
    const args = line.split(" ").map((word) => (word === "D" ? scene.directory : word));
    const people = await runInProcess(args, scene.env);
    expect(people).toMatchObject({ exit: 2, stdout: "" });
    expect(people.stderr).toMatch(
      /^tracksafe: [^\n]*[^.]\.( Expected [^\n]*)? \[[a-z/]+\]\n[^\n]+\n$/,
    );
    expect(people.stderr).toContain(message);
    expect(people.stderr).toContain(hint);

    const scripts = await runInProcess([...args, "--json"], scene.env);
    expect(scripts).toMatchObject({ exit: 2, stderr: people.stderr });
    const { error } = JSON.parse(scripts.stdout);
    expect(people.stderr).toBe(`tracksafe: ${error.message} [${error.code}]\n${error.hint}\n`);
    expect(scene.emulator.requests).toEqual([]);
    expect(await listFiles(scene.directory)).toEqual([]);
  });

  it.each(["--out", "--out --json", "--json --out --include likes"])(
    "does not take a flag for a value: backup %s",
    async (line) => {
      await using scene = await createScene({ accounts: [library()] });
      const { exit, stderr } = await runInProcess(["backup", ...line.split(" ")], scene.env);
      expect(exit).toBe(2);
      expect(stderr).toMatch(/^tracksafe: (Option '--out <dir>' argument missing|Too many)/);
      expect(scene.emulator.requests).toEqual([]);
    },
  );

  it("is answered in a process of its own too", async () => {
    const nothing = await runCommand([]);
    expect(nothing).toMatchObject({ exit: 2, stdout: "" });
    for (const command of COMMANDS)
      expect(nothing.stderr).toMatch(new RegExp(`^  ${command} `, "m"));
    const misspelt = await runCommand(["backpu"]);
    expect(misspelt.exit).toBe(2);
    expect(misspelt.stderr).toContain("Did you mean backup?");
  });

  it("does not repeat a secret that got among the arguments", async () => {
    const env = { SPOTIFY_REFRESH_TOKEN: "AQ-mistaken-for-a-directory" };
    for (const args of [["backup", env.SPOTIFY_REFRESH_TOKEN], [env.SPOTIFY_REFRESH_TOKEN]]) {
      const { exit, stdout, stderr } = await runInProcess([...args, "--json"], env);
      expect(exit).toBe(2);
      expect(stdout + stderr).not.toContain("mistaken");
    }
  });
});

describe("asking for help", () => {
  it.each(COMMANDS)("is answered for %s, on stdout", async (command) => {
    const help = await runInProcess([command, "--help"]);
    expect(help).toMatchObject({ exit: 0, stderr: "" });
    expect(help.stdout).toMatch(new RegExp(`^Usage: tracksafe ${command} `));
    for (const flag of ["--json", "--quiet", "--verbose", "--help"]) {
      expect(help.stdout).toContain(flag);
    }
    expect(await runInProcess(["help", command])).toEqual(help);
  });

  it("is answered for the whole program, and so is its version", async () => {
    const help = await runCommand(["--help"]);
    expect(help).toMatchObject({ exit: 0, stderr: "" });
    for (const command of COMMANDS) expect(help.stdout).toMatch(new RegExp(`^  ${command} `, "m"));
    const version = { exit: 0, stdout: `${VERSION}\n`, stderr: "" };
    expect(await runCommand(["--version"])).toEqual(version);
  });
});
