import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProviderError } from "../../src/errors.ts";
import { RefusedError } from "../../src/model/writer.ts";
import { writeAccepted } from "../../src/restore/batches.ts";
import { seeds } from "../support/seeds.ts";

/** A list of a provider that accepts a batch whole or not at all. */
function createList(isGood: (item: string) => boolean) {
  const list: string[] = [];
  const sent: string[][] = [];
  const refused: string[] = [];
  const replacements = new Map<string, string>();
  return {
    list,
    sent,
    refused,
    replacements,
    write: (items: readonly string[]) =>
      writeAccepted(items, {
        async write(batch, before) {
          sent.push([...batch]);
          if (!batch.every(isGood)) throw new RefusedError("one of them is bad");
          list.splice(before, 0, ...batch);
        },
        async replace(item) {
          refused.push(item);
          return replacements.get(item) ?? null;
        },
      }),
  };
}

const isGood = (item: string) => !item.startsWith("bad");

/** The number of refused batches with two items or more. Each of them is sent as two halves. */
function countHalved(items: readonly string[]): number {
  if (items.length < 2 || items.every(isGood)) return 0;
  const half = Math.ceil(items.length / 2);
  return 1 + countHalved(items.slice(0, half)) + countHalved(items.slice(half));
}

describe("writeAccepted", () => {
  it("writes every good item in its place and names each bad one, in as few writes as halving takes", async () => {
    const batches = fc.array(fc.boolean(), { maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(batches, async (goodness) => {
        const items = goodness.map((good, at) => `${good ? "good" : "bad"}${at}`);
        const target = createList(isGood);
        expect(await target.write(items)).toBe(items.filter(isGood).length);
        expect(target.list).toEqual(items.filter(isGood));
        expect(target.refused).toEqual(items.filter((item) => !isGood(item)));
        const least = items.length === 0 ? 0 : 1;
        expect(target.sent).toHaveLength(least + 2 * countHalved(items));
      }),
      { numRuns: seeds(200, 5000) },
    );
  });

  it.each([
    { size: 0, bad: [], writes: 0 },
    { size: 1, bad: [], writes: 1 },
    { size: 1, bad: [0], writes: 1 },
    { size: 40, bad: [], writes: 1 },
    { size: 8, bad: [0], writes: 7 },
    { size: 100, bad: [0], writes: 15 },
    { size: 100, bad: [37], writes: 13 },
    { size: 8, bad: [0, 7], writes: 11 },
    { size: 8, bad: [0, 1, 2, 3, 4, 5, 6, 7], writes: 15 },
  ])(
    "sends a batch of $size in $writes writes when $bad are bad",
    async ({ size, bad, writes }) => {
      const items = Array.from(
        { length: size },
        (_, at) => `${bad.includes(at) ? "bad" : "good"}${at}`,
      );
      const target = createList(isGood);
      await target.write(items);
      expect(target.sent).toHaveLength(writes);
    },
  );

  it("writes the replacement of a bad item in its place, and names one that is bad as well", async () => {
    const target = createList(isGood);
    target.replacements.set("bad1", "good one").set("bad3", "bad too").set("bad too", "good two");
    expect(await target.write(["good0", "bad1", "bad2", "bad3", "good4"])).toBe(4);
    expect(target.list).toEqual(["good0", "good one", "good two", "good4"]);
    expect(target.refused).toEqual(["bad1", "bad2", "bad3", "bad too"]);
  });

  it("ends at another failure and keeps what was written before it", async () => {
    const list: string[] = [];
    const failure = new ProviderError("provider/unavailable", "not now");
    const writing = writeAccepted(["a", "b", "c", "bad"], {
      async write(batch) {
        if (batch.length === 1) throw failure;
        if (!batch.every(isGood)) throw new RefusedError("one of them is bad");
        list.push(...batch);
      },
      replace: async () => null,
    });
    await expect(writing).rejects.toBe(failure);
    expect(list).toEqual(["a", "b"]);
  });
});
