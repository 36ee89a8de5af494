import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createStateSealer, deriveStateKey } from "../../src/crypto/state-sealer.ts";
import { Secret } from "../../src/secret.ts";

const SOURCE = new Secret("the client secret of the app");
const sealer = createStateSealer(deriveStateKey(SOURCE, "app/user"));

describe("sealed state", () => {
  it("opens what was sealed, under its name and with its key, and nothing else", async () => {
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ maxLength: 20 }).map((text) => Buffer.from(text.repeat(50))),
    );
    await fc.assert(
      fc.asyncProperty(fc.string(), content, fc.string(), async (name, bytes, other) => {
        fc.pre(name !== other);
        const sealed = await sealer.seal(name, bytes);
        expect(Buffer.from((await sealer.open(name, sealed)) ?? "none")).toEqual(
          Buffer.from(bytes),
        );
        expect(await sealer.open(other, sealed)).toBeNull();
        for (const [source, scope] of [
          [SOURCE, "app/another"],
          [new Secret("another secret"), "app/user"],
        ] as const) {
          const key = deriveStateKey(source, scope);
          expect(await createStateSealer(key).open(name, sealed)).toBeNull();
          expect(createStateSealer(key).label(name)).not.toBe(sealer.label(name));
        }
      }),
      { numRuns: 50 },
    );
  });

  it("finds every changed bit, and every cut", async () => {
    const sealed = Buffer.from(await sealer.seal("name", Buffer.from("what was seen")));
    for (let at = 0; at < sealed.length; at += 1) {
      for (const bit of [1, 128]) {
        const changed = Buffer.from(sealed);
        changed.writeUInt8((sealed[at] ?? 0) ^ bit, at);
        expect(await sealer.open("name", changed)).toBeNull();
      }
      expect(await sealer.open("name", sealed.subarray(0, at))).toBeNull();
      expect(await sealer.open("name", sealed.subarray(at + 1))).toBeNull();
    }
    expect(await sealer.open("name", Buffer.concat([sealed, Buffer.of(0)]))).toBeNull();
  });

  it("packs what gets smaller by it, and only that", async () => {
    const [nonceAndTag, method] = [28, 1];
    const long = Buffer.alloc(10_000, "a");
    expect((await sealer.seal("name", long)).length).toBeLessThan(200);
    const short = Buffer.from("ab");
    expect((await sealer.seal("name", short)).length).toBe(short.length + nonceAndTag + method);
  });

  it("seals the same thing differently each time, and shows neither name nor content", async () => {
    const once = await sealer.seal("playlist", Buffer.from("content"));
    const again = await sealer.seal("playlist", Buffer.from("content"));
    expect(Buffer.from(once)).not.toEqual(Buffer.from(again));
    expect(Buffer.from(once).toString("latin1")).not.toMatch(/playlist|content/);
    expect(sealer.label("playlist")).toMatch(/^[0-9a-f]{32}$/);
    expect(createStateSealer(deriveStateKey(SOURCE, "app/user")).label("playlist")).toBe(
      sealer.label("playlist"),
    );
  });
});
