import fc from "fast-check";
import sodium from "libsodium-wrappers";
import { beforeAll, describe, expect, it } from "vitest";
import { sealForKey } from "../../src/crypto/sealed-box.ts";
import { Secret } from "../../src/secret.ts";

describe("a sealed box", () => {
  beforeAll(() => sodium.ready);

  const toBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

  it("is opened by libsodium, whatever it holds", () => {
    const { publicKey, privateKey } = sodium.crypto_box_keypair();
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (value) => {
        const sealed = sealForKey(toBase64(publicKey), new Secret(value)) ?? "";
        const opened = sodium.crypto_box_seal_open(
          Buffer.from(sealed, "base64"),
          publicKey,
          privateKey,
        );
        expect(Buffer.from(opened).toString()).toBe(value);
      }),
    );
  });

  it("is as long as libsodium makes it, and another one each time", () => {
    const { publicKey } = sodium.crypto_box_keypair();
    const value = "v".repeat(48 * 1024);
    const boxes = [1, 2].map(() => sealForKey(toBase64(publicKey), new Secret(value)) ?? "");
    const size = value.length + sodium.crypto_box_SEALBYTES;
    expect(boxes.map((box) => Buffer.from(box, "base64").length)).toEqual([size, size]);
    expect(boxes[0]).not.toBe(boxes[1]);
    expect(boxes[0]).not.toContain(toBase64(Buffer.from(value)).slice(0, 20));
  });

  it("is opened by nobody else", () => {
    const [own, other] = [sodium.crypto_box_keypair(), sodium.crypto_box_keypair()];
    const sealed = Buffer.from(
      sealForKey(toBase64(own.publicKey), new Secret("x")) ?? "",
      "base64",
    );
    const { publicKey, privateKey } = other;
    expect(() => sodium.crypto_box_seal_open(sealed, publicKey, privateKey)).toThrow();
  });

  it.each([
    ["empty", ""],
    ["too short", toBase64(Buffer.alloc(31, 1))],
    ["too long", toBase64(Buffer.alloc(33, 1))],
    // With a point of low order the shared secret is zero for everybody.
    ["zero", toBase64(Buffer.alloc(32))],
    ["one", toBase64(Buffer.from([1, ...Buffer.alloc(31)]))],
  ])("is not made for a key that is %s", (_, key) => {
    expect(sealForKey(key, new Secret("x"))).toBeNull();
  });
});
