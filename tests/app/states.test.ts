import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type DirectoryCache,
  openStates,
  type StateOwner,
  statesDirectory,
} from "../../src/app/state.ts";
import { createWorld } from "../../src/app/world.ts";
import { createLog } from "../../src/log.ts";
import { Secret } from "../../src/secret.ts";

const OWNER: StateOwner = { clientId: "app", keySource: new Secret("the client secret") };
const ONE = Buffer.from("1");
let root = "";
let events: string[] = [];
let secrets: string[] = [];
const world = createWorld({
  log: createLog("debug", (_level, event) => void events.push(event)),
  onSecret: (secret) => void secrets.push(secret.reveal()),
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tracksafe-states-"));
  events = [];
  secrets = [];
});

afterEach(() => rm(root, { recursive: true, force: true }));

describe("the states of an app", () => {
  it("keep apps, accounts and what goes for all of them apart", async () => {
    const states = openStates(OWNER, { root }, world);
    await (await states.ofApp()).write("pause", ONE);
    await (await states.ofUser("anna")).write("a", ONE);
    await (await states.ofUser("bert")).write("b", ONE);
    const later = openStates(OWNER, { root }, world);
    expect(await (await later.ofApp()).names()).toEqual(["pause"]);
    expect(await (await later.ofUser("anna")).names()).toEqual(["a"]);
    expect(await (await later.ofUser("app")).names()).toEqual([]);
    const other = openStates({ ...OWNER, clientId: "another" }, { root }, world);
    expect(await (await other.ofUser("anna")).names()).toEqual([]);
    expect((await readdir(root)).filter((name) => !/^state-[0-9a-f]{16}$/.test(name))).toEqual([]);
    expect(new Set(secrets).size).toBe(5);
    expect(events).toEqual([]);
  });

  it("keep a key of their own for a login without a lasting secret", async () => {
    const owner = { clientId: "app", keySource: null };
    await (await openStates(owner, { root }, world).ofUser("anna")).write("a", ONE);
    expect(await (await openStates(owner, { root }, world).ofUser("anna")).names()).toEqual(["a"]);
    await writeFile(join(root, "state-key"), "half a k");
    expect(await (await openStates(owner, { root }, world).ofUser("anna")).names()).toEqual([]);
    await chmod(join(root, "state-key"), 0o644);
    const without = await openStates(owner, { root }, world).ofUser("anna");
    await without.write("a", ONE);
    expect(await without.read("a")).toBeNull();
    expect(events).toEqual(["state.no-key"]);
  });

  it("are filled from a cache once, and saved to it when something was written", async () => {
    const calls: string[] = [];
    const cache: DirectoryCache = {
      restore: async (directory, prefix) => void calls.push(`restore ${directory} ${prefix}`),
      save: async (directory, prefix) => void calls.push(`save ${directory} ${prefix}`),
      flush: async () => {},
    };
    const states = openStates(OWNER, { root, cache }, world);
    const [first, second] = await Promise.all([states.ofUser("anna"), states.ofUser("anna")]);
    await second.read("a");
    await states.save();
    const [name = ""] = calls.map((call) => call.split(" ")[2] ?? "");
    expect(calls).toEqual([`restore ${join(root, name)} ${name}`]);
    await first.write("a", ONE);
    await states.save();
    await states.save();
    expect(calls.slice(1)).toEqual([`save ${join(root, name)} ${name}`]);
    await second.remove("a");
    await states.save();
    expect(calls.length).toBe(3);
  });

  it("keep nothing where there is no place", async () => {
    const states = openStates(OWNER, null, world);
    const state = await states.ofUser("anna");
    await state.write("a", ONE);
    await state.remove("b");
    expect([await state.read("a"), await state.names()]).toEqual([null, []]);
  });

  it.each([
    [{ XDG_CACHE_HOME: "/x", HOME: "/home/a" }, "linux", "/x/tracksafe"],
    [{ XDG_CACHE_HOME: "relative", HOME: "/home/a" }, "linux", "/home/a/.cache/tracksafe"],
    [{ HOME: "/home/a" }, "darwin", "/home/a/.cache/tracksafe"],
    [{ LOCALAPPDATA: "/app" }, "win32", "/app/tracksafe/cache"],
    [{}, "linux", undefined],
    [{ HOME: "/home/a" }, "win32", undefined],
  ] as const)("are where %j on %s says", (env, platform, expected) => {
    expect(statesDirectory(env, platform)?.root).toBe(expected);
  });
});
