import { describe, expect, it } from "vitest";
import { cacheBlobs } from "../../../src/store/github/blob-cache.ts";

/** A cache of `maxBytes` over files of as many bytes as their name says, and what it read. */
function openCache(maxBytes: number) {
  const asked: string[] = [];
  const { read } = cacheBlobs(async (sha) => {
    asked.push(sha);
    return new Uint8Array(Number.parseInt(sha, 10)).fill(7);
  }, maxBytes);
  return { asked, read };
}

describe("the files kept in memory", () => {
  it("are read once, also by several at the same time", async () => {
    const { asked, read } = openCache(100);
    const files = await Promise.all([read("3a"), read("3a"), read("4a")]);
    expect(files.map((file) => file.byteLength)).toEqual([3, 3, 4]);
    await read("3a");
    expect(asked).toEqual(["3a", "4a"]);
  });

  it("are those used last, up to the limit", async () => {
    const { asked, read } = openCache(10);
    for (const sha of ["4a", "4b", "4a", "2c"]) await read(sha);
    expect(asked).toEqual(["4a", "4b", "2c"]);
    // Takes the place of 4b, which was used before 4a.
    await read("1d");
    for (const sha of ["4a", "2c", "1d"]) await read(sha);
    expect(asked.slice(3)).toEqual(["1d"]);
    await read("4b");
    expect(asked.slice(4)).toEqual(["4b"]);
  });

  it("do not include one above the limit", async () => {
    const { asked, read } = openCache(10);
    for (const sha of ["11a", "11a", "10b", "10b"]) await read(sha);
    expect(asked).toEqual(["11a", "11a", "10b"]);
  });

  it("stay as they are whatever is done to what was given", async () => {
    const { read } = openCache(10);
    for (let time = 0; time < 3; time += 1) {
      const file = await read("2a");
      expect([...file]).toEqual([7, 7]);
      file.fill(0);
    }
  });

  it("do not include failures", async () => {
    let reads = 0;
    const { read } = cacheBlobs(async () => {
      reads += 1;
      if (reads === 1) throw new Error("no connection");
      return new Uint8Array(1);
    }, 10);
    const both = await Promise.allSettled([read("a"), read("a")]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await read("a")).toEqual(new Uint8Array(1));
    expect(reads).toBe(2);
  });
});
