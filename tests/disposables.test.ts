import { expect, it } from "vitest";
import { Disposables } from "../src/disposables.ts";

it("disposes of everything once, the last one first", async () => {
  const log: string[] = [];
  {
    await using all = new Disposables();
    all.defer(async () => void log.push("first"));
    all.use({ [Symbol.asyncDispose]: async () => void log.push("second") });
  }
  expect(log).toEqual(["second", "first"]);
});

it("disposes of the others where one fails, and throws what that one threw", async () => {
  const log: string[] = [];
  const all = new Disposables();
  all.defer(async () => void log.push("still"));
  all.defer(() => Promise.reject(new Error("broken")));
  await expect(all[Symbol.asyncDispose]()).rejects.toThrow("broken");
  expect(log).toEqual(["still"]);
  await all[Symbol.asyncDispose]();
  expect(log).toEqual(["still"]);
});

it("leaves to the new owner what was moved", async () => {
  const log: string[] = [];
  const all = new Disposables();
  all.defer(async () => void log.push("once"));
  const moved = all.move();
  await all[Symbol.asyncDispose]();
  expect(log).toEqual([]);
  await moved[Symbol.asyncDispose]();
  expect(log).toEqual(["once"]);
});
