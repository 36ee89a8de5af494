import { describe, expect, it } from "vitest";
import { createDigester } from "../../src/snapshot/digest.ts";
import {
  checkMac,
  type Evidence,
  isTooFarAhead,
  type JudgedMetadata,
  judgeSnapshot,
  keyIdOf,
} from "../../src/snapshot/doubt.ts";
import { decodeMetadata, encodeMetadata } from "../../src/snapshot/metadata.ts";

const ref = { user: "0123456789abcdef", name: "2026-11-22T03-17-00" };
const own = createDigester(Buffer.from("own key"));
const other = createDigester(Buffer.from("other key"));
const keyId = keyIdOf(own);

const evidence: Evidence = {
  believed: new Set([keyId]),
  keys: new Map([[keyId, own]]),
  isAmbiguous: false,
  isSealed: true,
  now: new Date("2026-11-22T12:00:00Z"),
};
const inTheClear: Evidence = { ...evidence, believed: new Set(), keys: new Map(), isSealed: false };

const metadata: JudgedMetadata = {
  user: ref.user,
  createdAt: "2026-11-22T03:17:00.000Z",
  finishedAt: "2026-11-22T03:17:05.000Z",
  encryption: { keyId },
};
const plain: JudgedMetadata = { ...metadata, encryption: null };

describe("a snapshot", () => {
  it.each([
    ["the right MAC", metadata, true, evidence, { doubt: null, proved: true }],
    ["a wrong MAC", metadata, false, evidence, { doubt: "forged", proved: false }],
    ["a MAC that cannot be checked", metadata, null, evidence, { doubt: null, proved: false }],
    [
      "the key of somebody else",
      { ...metadata, encryption: { keyId: keyIdOf(other) } },
      true,
      evidence,
      { doubt: "other-key", proved: false },
    ],
    [
      "one key of several",
      metadata,
      true,
      { ...evidence, believed: new Set<string>(), isAmbiguous: true },
      { doubt: "several-keys", proved: false },
    ],
    ["no seal among sealed ones", plain, null, evidence, { doubt: "plain", proved: false }],
    ["no seal, like all others", plain, null, inTheClear, { doubt: null, proved: true }],
  ] as const)("with %s is judged by it", (_what, judged, macFits, by, expected) => {
    expect(judgeSnapshot(ref, judged, macFits, by)).toEqual(expected);
  });

  it.each([
    ["in its place", {}, null],
    ["in its place, with a number because the name was taken", { name: `${ref.name}-2` }, null],
    ["in the directory of another account", { user: "fedcba9876543210" }, "misplaced"],
    ["under the name of another time", { name: "2026-11-22T03-17-01" }, "misplaced"],
    ["under a name that only begins with its time", { name: `${ref.name}-copy` }, "misplaced"],
  ])("%s is judged by that, sealed or not", (_what, place, doubt) => {
    const at = { ...ref, ...place };
    expect(judgeSnapshot(at, metadata, true, evidence)).toEqual({ doubt, proved: true });
    expect(judgeSnapshot(at, plain, null, inTheClear)).toEqual({ doubt, proved: true });
  });

  it("is doubted when it begins or ends more than a day ahead of the clock", () => {
    const doubtAt = (now: string) =>
      judgeSnapshot(ref, metadata, true, { ...evidence, now: new Date(now) }).doubt;
    expect(doubtAt("2026-11-21T03:17:05.000Z")).toBe(null);
    expect(doubtAt("2026-11-21T03:17:04.999Z")).toBe("future");
    const reversed = { ...metadata, finishedAt: "2020-01-01T00:00:00.000Z" };
    const now = new Date("2026-11-21T03:16:59.999Z");
    expect(judgeSnapshot(ref, reversed, true, { ...evidence, now }).doubt).toBe("future");
  });
});

describe("a time", () => {
  it("proves nothing when it is more than a day ahead", () => {
    const now = new Date("2026-11-22T12:00:00Z");
    expect(isTooFarAhead("2026-11-23T12:00:00.000Z", now)).toBe(false);
    expect(isTooFarAhead("2026-11-23T12:00:00.001Z", now)).toBe(true);
  });
});

describe("the MAC of metadata", () => {
  const sealedUnder = async (id: string, keyed: typeof own | null) => {
    const bytes = encodeMetadata(
      {
        ...metadata,
        tool: { name: "tracksafe", version: "1.0.0" },
        provider: "spotify",
        status: "complete",
        include: ["likes"],
        covers: false,
        encryption: { scheme: "age", recipients: [], keyId: id },
        files: [],
        login: null,
        warnings: [],
      },
      keyed,
    );
    return checkMac(await decodeMetadata(bytes), bytes, evidence.keys);
  };

  it.each([
    ["is right under the key that it names", keyId, own, true],
    ["is wrong when another key made it", keyId, other, false],
    ["is wrong when it is missing", keyId, null, false],
    ["cannot be checked without its key", keyIdOf(other), other, null],
  ])("%s", async (_what, id, keyed, expected) => {
    expect(await sealedUnder(id, keyed)).toBe(expected);
  });
});
