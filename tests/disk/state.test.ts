import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createStateSealer, deriveStateKey } from "../../src/crypto/state-sealer.ts";
import { type FileSystem, nodeFileSystem } from "../../src/disk/fs.ts";
import { createStateDirectory } from "../../src/disk/state.ts";
import { createLog, type LogFields } from "../../src/log.ts";
import type { State } from "../../src/model/state.ts";
import { Secret } from "../../src/secret.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const sealer = createStateSealer(deriveStateKey(new Secret("a secret"), "scope"));
const clock = createFakeClock("2026-11-22T03:17:00Z");
let home = "";
let path = "";
let lines: [string, LogFields][] = [];

function stateIn(fs: FileSystem = nodeFileSystem, own = sealer): State {
  const log = createLog("debug", (_level, event, fields) => void lines.push([event, fields]));
  return createStateDirectory(path, own, { clock, log, fs });
}

const textOf = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes).toString();

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "tracksafe-state-"));
  path = join(home, "cache", "state");
  lines = [];
});

afterEach(() => rm(home, { recursive: true, force: true }));

describe("state in a directory", () => {
  it("is like a map that outlives the process", async () => {
    const name = fc.constantFrom("a", "playlist/4", "ü", "..", "");
    const step = fc.oneof(
      fc.record({ do: fc.constant("write" as const), name, text: fc.string() }),
      fc.record({ do: fc.constant("remove" as const), name }),
      fc.record({ do: fc.constant("reopen" as const), name }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        await rm(path, { recursive: true, force: true });
        const model = new Map<string, string>();
        let state = stateIn();
        for (const each of steps) {
          if (each.do === "reopen") state = stateIn();
          else if (each.do === "remove") await state.remove(each.name);
          else await state.write(each.name, Buffer.from(each.text));
          if (each.do === "remove") model.delete(each.name);
          if (each.do === "write") model.set(each.name, each.text);
          expect(await state.names()).toEqual([...model.keys()].sort());
          expect(textOf(await state.read(each.name))).toBe(model.get(each.name) ?? null);
        }
      }),
      { numRuns: 40 },
    );
    expect(lines).toEqual([]);
  });

  it("is for its owner's eyes only, and its files say nothing", async () => {
    await stateIn().write("playlist_1JnhrSTsfcNWxsdY4ykPTT", Buffer.from("A title"));
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    const [file = "", ...others] = await readdir(path);
    expect(others).toEqual([]);
    expect(file).toMatch(/^[0-9a-f]{32}$/);
    expect((await stat(join(path, file))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(path, file), "latin1")).not.toMatch(/title|1Jnhr/);
  });

  it("takes nothing for true that it did not write there", async () => {
    const state = stateIn();
    await state.write("a", Buffer.from("1"));
    await state.write("b", Buffer.from("2"));
    const file = (name: string) => join(path, sealer.label(name));
    await writeFile(file("a"), await readFile(file("b")));
    await writeFile(join(path, "0".repeat(32)), "foreign");
    await mkdir(join(path, "1".repeat(32)));
    await writeFile(join(path, "README"), "not of the state");
    expect(await state.read("a")).toBeNull();
    expect(await state.names()).toEqual(["b"]);
    expect(lines.map(([event]) => event)).toEqual(Array(4).fill("state.damaged"));
    expect(
      await stateIn(nodeFileSystem, createStateSealer(new Secret("0".repeat(64)))).names(),
    ).toEqual([]);
    await state.write("a", Buffer.from("3"));
    expect(textOf(await state.read("a"))).toBe("3");
  });

  it("never throws, and says in the log what failed, by code alone", async () => {
    const fail = () => {
      throw Object.assign(new Error("a path"), { code: "ENOSPC" });
    };
    const full = { ...nodeFileSystem, createFile: async () => fail() };
    await stateIn(full).write("a", Buffer.from("1"));
    await stateIn({ ...nodeFileSystem, mkdir: async () => fail() }).write("a", Buffer.from("1"));
    await stateIn().write("a", Buffer.from("1"));
    await stateIn(full).write("a", Buffer.from("2"));
    expect(textOf(await stateIn().read("a"))).toBe("1");
    const blind = stateIn({
      ...nodeFileSystem,
      lstat: async () => fail(),
      readdir: async () => fail(),
      unlink: async () => fail(),
    });
    expect(await blind.read("a")).toBeNull();
    expect(await blind.names()).toEqual([]);
    await blind.remove("a");
    expect(await readdir(path)).toEqual([sealer.label("a")]);
    const code = { code: "ENOSPC" };
    expect(lines).toEqual([
      ["state.write-failed", code],
      ["state.write-failed", code],
      ["state.write-failed", code],
      ["state.read-failed", code],
      ["state.read-failed", code],
      ["state.write-failed", code],
    ]);
  });

  it("sweeps what killed processes left, and nothing else", async () => {
    await mkdir(path, { recursive: true });
    const leftover = join(path, `.tmp-01234567-99-${"0".repeat(16)}`);
    const fresh = join(path, `.tmp-01234567-99-${"1".repeat(16)}`);
    for (const each of [leftover, fresh]) await writeFile(each, "half");
    const [old, now] = [new Date("2026-11-20T00:00:00Z"), clock.now()];
    await utimes(leftover, old, old);
    await utimes(fresh, now, now);
    await stateIn().write("a", Buffer.from("1"));
    expect((await readdir(path)).sort()).toEqual([
      `.tmp-01234567-99-${"1".repeat(16)}`,
      sealer.label("a"),
    ]);
  });
});
