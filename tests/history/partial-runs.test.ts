import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "../../src/app/store.ts";
import { createWorld } from "../../src/app/world.ts";
import { countPartials } from "../../src/history/partial-runs.ts";
import type { SnapshotStore } from "../../src/model/snapshot-store.ts";
import { encodeMetadata, type Status } from "../../src/snapshot/metadata.ts";
import { plainEvidence } from "../support/snapshot/owner-keys.ts";

const USER = "0011223344556677";
const evidence = plainEvidence({ now: () => new Date("2026-11-30T00:00:00Z") });
let directory: string;
let store: SnapshotStore;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tracksafe-partial-"));
  store = openStore(directory, createWorld());
});

afterEach(() => rm(directory, { recursive: true }));

async function save(statuses: readonly Status[]): Promise<void> {
  for (const [day, status] of statuses.entries()) {
    const time = `2026-11-${String(day + 10).padStart(2, "0")}T03:17:00.000Z`;
    const writer = await store.create(USER, time.slice(0, 19).replaceAll(":", "-"));
    await writer.commit(
      encodeMetadata(
        {
          createdAt: time,
          finishedAt: time,
          tool: { name: "tracksafe", version: "1.0.0" },
          provider: "spotify",
          user: USER,
          status,
          include: ["likes"],
          covers: false,
          encryption: null,
          files: [],
          login: null,
          warnings: [],
        },
        null,
      ),
    );
  }
}

describe("countPartials", () => {
  it.each<[number, readonly Status[]]>([
    [0, []],
    [0, ["partial", "complete"]],
    [1, ["partial", "complete", "partial"]],
    [2, ["complete", "partial", "partial"]],
    [3, ["partial", "partial", "partial"]],
    [0, ["partial", "partial", "failed"]],
  ])("gives %i after %j", async (count, statuses) => {
    await save(statuses);
    expect(await countPartials(store, USER, evidence)).toBe(count);
  });

  it("reads no more than three", async () => {
    await save(["partial", "partial", "partial", "partial", "partial"]);
    const reads: string[] = [];
    const watched: SnapshotStore = {
      ...store,
      read: (ref, name) => {
        reads.push(ref.name);
        return store.read(ref, name);
      },
    };
    expect(await countPartials(watched, USER, evidence)).toBe(3);
    expect(reads).toEqual(["2026-11-14T03-17-00", "2026-11-13T03-17-00", "2026-11-12T03-17-00"]);
  });

  it("stops at one that is damaged", async () => {
    await save(["partial", "partial"]);
    await writeFile(join(directory, USER, "2026-11-10T03-17-00", "metadata.json"), "{}");
    expect(await countPartials(store, USER, evidence)).toBe(1);
  });
});
