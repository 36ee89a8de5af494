import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createActionsCache } from "../../action/cache.ts";
import { createLog } from "../../src/log.ts";
import {
  type CacheFault,
  type FakeCacheService,
  startCacheService,
} from "../support/action/cache-service.ts";
import { packEvil } from "../support/action/evil-archive.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { listFiles } from "../support/files.ts";

const PREFIX = "state-0123456789abcdef";
let service: FakeCacheService;
let home = "";
let directory = "";
let events: string[] = [];
const clock = createFakeClock("2026-11-22T03:17:00Z");
const log = createLog("debug", (_level, event) => void events.push(event));

/** Checks again and again until it holds, so that a slow machine does not fail the test. */
const waitFor = (look: () => unknown) => vi.waitFor(look, { timeout: 600_000 });

/** The cache in a run of its own. */
function cacheOf(run: number, more: Readonly<Record<string, string>> = {}) {
  const env = { ...service.env, GITHUB_RUN_ID: `${run}`, GITHUB_RUN_ATTEMPT: "1", ...more };
  return createActionsCache({ env, clock, log });
}

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(directory, name), text, { mode: 0o600 });
  }
}

/** The files on another machine: only those that the service gives back. */
async function restored(run: number): Promise<Record<string, string>> {
  await rm(home, { recursive: true });
  await mkdir(home);
  await cacheOf(run).restore(directory, PREFIX);
  const names = await readdir(directory).catch(() => []);
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(directory, name), "utf8")]),
    ),
  );
}

beforeEach(async () => {
  service = await startCacheService();
  home = await mkdtemp(join(tmpdir(), "tracksafe-cache-"));
  directory = join(home, PREFIX);
  events = [];
  vi.stubEnv("GITHUB_SERVER_URL", "https://github.com");
  vi.stubEnv("RUNNER_TEMP", home);
  for (const name of ["PATH", "TAR_OPTIONS", "TRACKSAFE_UNPACK"]) {
    vi.stubEnv(name, process.env[name]);
  }
  for (const [name, value] of Object.entries(service.env)) vi.stubEnv(name, value);
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await service[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

describe("the cache of Actions", () => {
  it("gives a later run what the newest one before it saved", async () => {
    await put({ a: "first" });
    await cacheOf(1).save(directory, PREFIX);
    await put({ a: "second", b: "more" });
    const second = cacheOf(2);
    await second.save(directory, PREFIX);
    await put({ a: "third" });
    await second.save(directory, PREFIX);
    await cacheOf(3).save(directory, `${PREFIX}0`);
    expect(await restored(4)).toEqual({ a: "third" });
    expect(events.filter((event) => event === "cache.saved").length).toBe(4);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, "a"))).mode & 0o777).toBe(0o600);
    expect(service.entries.map(({ key }) => key.slice(0, -9))).toEqual([
      `${PREFIX}-1-1`,
      `${PREFIX}-2-1`,
      `${PREFIX}-2-1`,
      `${PREFIX}0-3-1`,
    ]);
  });

  it("finds nothing where nothing was saved, and saves nothing where there is nothing", async () => {
    expect(await restored(1)).toEqual({});
    await rm(directory, { recursive: true, force: true });
    await cacheOf(1).save(directory, PREFIX);
    expect(service.entries).toEqual([]);
  });

  it("leaves what is there when a run may not write, or has no cache", async () => {
    await put({ a: "1" });
    service.readOnly = true;
    await cacheOf(1).save(directory, PREFIX);
    vi.stubEnv("ACTIONS_CACHE_MODE", "read");
    await cacheOf(1).save(directory, PREFIX);
    vi.stubEnv("ACTIONS_CACHE_SERVICE_V2", "");
    vi.stubEnv("ACTIONS_CACHE_URL", "");
    await cacheOf(1).save(directory, PREFIX);
    await cacheOf(1, { ACTIONS_RESULTS_URL: "" }).save(directory, PREFIX);
    expect(service.entries).toEqual([]);
    expect(events).toEqual(["cache.off", "cache.off"]);
  });

  it.each<CacheFault>(["down", "truncates"])(
    "goes on when the service is broken: %s",
    async (fault) => {
      await put({ a: "1" });
      await cacheOf(1).save(directory, PREFIX);
      service.fault = fault;
      expect(await restored(2)).toEqual({});
      expect(events).toEqual(["cache.saved"]);
    },
  );

  it("waits for a minute in all when it hangs, or fails again and again", async () => {
    await put({ a: "1" });
    for (const fault of ["hangs", "error"] as const) {
      service.fault = fault;
      events = [];
      const [before, cache] = [service.requests.length, cacheOf(1)];
      const restoring = cache.restore(directory, PREFIX);
      await waitFor(() => expect(service.requests.length).toBe(before + 1));
      await clock.advance(59_999);
      expect(events).toEqual([]);
      await clock.advance(1);
      await restoring;
      expect(events).toEqual(["cache.too-slow"]);
      await cache.save(directory, PREFIX);
      expect(events).toEqual(["cache.too-slow", "cache.given-up"]);
      expect(clock.sleeping()).toBe(0);
    }
  });

  describe("with an archive that somebody else put there", () => {
    let elsewhere = "";
    beforeEach(async () => {
      elsewhere = await mkdtemp(join(tmpdir(), "tracksafe-elsewhere-"));
      vi.stubEnv("GITHUB_WORKSPACE", join(elsewhere, "work", "space"));
      await mkdir(join(elsewhere, "work", "space"), { recursive: true });
      await mkdir(join(elsewhere, "linked"));
      await put({ a: "1" });
      await cacheOf(1).save(directory, PREFIX);
      const archive = packEvil({
        absolute: join(elsewhere, "absolute"),
        parent: "../parent",
        linked: join(elsewhere, "linked"),
      });
      service.poison(archive);
    });
    afterEach(() => rm(elsewhere, { recursive: true, force: true }));

    it("is shown by tar itself to lead elsewhere", async () => {
      const archive = join(home, "archive");
      await writeFile(archive, service.entries[0]?.blob ?? "");
      const into = ["-P", "-C", join(elsewhere, "work", "space")];
      execFileSync("tar", ["--use-compress-program", "unzstd", "-xf", archive, ...into]);
      expect(await listFiles(elsewhere)).toEqual(
        expect.arrayContaining(["absolute", "linked/below", "work/parent"]),
      );
    });

    it("writes nothing outside of its directory, and no links", async () => {
      expect(Object.keys(await restored(2)).sort()).toEqual([
        "absolute",
        "below",
        "fine",
        "parent",
      ]);
      expect(await listFiles(elsewhere)).toEqual([]);
      const kinds = await readdir(directory, { withFileTypes: true });
      expect(kinds.every((entry) => entry.isFile())).toBe(true);
      // The directory is saved again as if an honest archive had filled it.
      await cacheOf(2).save(directory, PREFIX);
      expect(events.filter((event) => event === "cache.saved").length).toBe(2);
    });

    it("runs no program but the system's", async () => {
      const planted = join(elsewhere, "bin");
      const ran = join(elsewhere, "ran");
      await mkdir(planted);
      for (const name of ["tar", "zstd", "unzstd", "zstdmt", "gzip", "cat", "sh"]) {
        await writeFile(join(planted, name), `#!/bin/sh\necho ${name} >>"${ran}"\n`);
        await chmod(join(planted, name), 0o755);
      }
      vi.stubEnv("PATH", `${planted}:${process.env["PATH"]}`);
      expect(Object.keys(await restored(2))).toContain("fine");
      await cacheOf(2).save(directory, PREFIX);
      expect(await stat(ran).catch(() => null)).toBeNull();
    });
  });

  it("takes no part of what comes too late", async () => {
    await put({ a: "old" });
    await cacheOf(1).save(directory, PREFIX);
    await put({ a: "new" });
    service.fault = "hangs";
    const before = service.requests.length;
    const restoring = cacheOf(2).restore(directory, PREFIX);
    await waitFor(() => expect(service.requests.length).toBe(before + 1));
    await clock.advance(60_000);
    await restoring;
    service.recover();
    const late = () => readFile(join(`${directory}.cache`, "a"), "utf8");
    await waitFor(async () => expect(await late()).toBe("old"));
    expect(await readFile(join(directory, "a"), "utf8")).toBe("new");
  });
});
