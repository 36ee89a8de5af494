import { expect, it } from "vitest";
import { readAhead } from "../../src/history/read-ahead.ts";

it("gives the results in order, while a few others are read", async () => {
  const begun: number[] = [];
  const finish = new Map<number, () => void>();
  const read = (item: number) => {
    begun.push(item);
    return new Promise<number>((resolve) => finish.set(item, () => resolve(10 * item)));
  };
  const results = readAhead([1, 2, 3, 4], 2, read);
  const first = results.next();
  expect(begun).toEqual([1, 2, 3]);
  finish.get(2)?.();
  finish.get(1)?.();
  expect([await first, await results.next()].map(({ value }) => value)).toEqual([10, 20]);
  expect(begun).toEqual([1, 2, 3, 4]);
  finish.get(3)?.();
  finish.get(4)?.();
  expect(await Array.fromAsync(results)).toEqual([30, 40]);
});

it("throws the error of an item when it is its turn", async () => {
  const results = readAhead([1, 2], 4, async (item) => {
    if (item === 2) throw new Error("lost");
    return item;
  });
  expect((await results.next()).value).toBe(1);
  await expect(results.next()).rejects.toThrow("lost");
});
