import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_PLAINTEXT } from "../../src/crypto/compression.ts";
import { nodeGzip } from "../../src/crypto/gzip.ts";
import { streamGzip } from "../../src/crypto/stream-gzip.ts";
import { appErrorOf } from "../support/app-error.ts";
import { seeds } from "../support/seeds.ts";

describe("gzip as browsers have it", () => {
  it("packs what Node unpacks, and unpacks what Node packs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5_000 }), async (content) => {
        const packed = await streamGzip.compress(content);
        expect(new Uint8Array(gunzipSync(packed))).toEqual(content);
        const unpacked = await streamGzip.decompress(await nodeGzip.compress(content));
        expect(unpacked).toEqual(content);
      }),
      { numRuns: seeds(30, 500) },
    );
  });

  it("refuses what is broken, cut or followed by anything", async () => {
    const member = gzipSync("likes");
    for (const broken of [
      Buffer.from("likes"),
      Buffer.alloc(0),
      member.subarray(0, -1),
      Buffer.concat([member, Buffer.from("garbage")]),
    ]) {
      const error = await appErrorOf(() => streamGzip.decompress(broken));
      expect(error.code).toBe("seal/damaged");
    }
  });

  it("unpacks the largest file, and not a byte more", async () => {
    const most = gzipSync(new Uint8Array(MAX_PLAINTEXT));
    expect(await streamGzip.decompress(most)).toHaveLength(MAX_PLAINTEXT);
    const more = gzipSync(new Uint8Array(MAX_PLAINTEXT + 1));
    const opening = await appErrorOf(() => streamGzip.decompress(more));
    expect(opening.code).toBe("seal/too-large");
    const sealing = await appErrorOf(() => streamGzip.compress(new Uint8Array(MAX_PLAINTEXT + 1)));
    expect(sealing.code).toBe("internal/seal-too-large");
  });
});
