import { describe, expect, it } from "vitest";
import { ProviderError, RateLimitError } from "../../src/errors.ts";
import { silentLog } from "../../src/log.ts";
import type { Catalogue } from "../../src/model/catalogue.ts";
import type { Track } from "../../src/model/records.ts";
import { NO_DECISIONS } from "../../src/resolve/decisions.ts";
import { openRecordingCache } from "../../src/resolve/recording-cache.ts";
import { resolveRecordings } from "../../src/resolve/resolve.ts";
import { keyOf, searchesFor, type Wanted } from "../../src/resolve/wanted.ts";
import { appErrorOf } from "../support/app-error.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createMemoryStates } from "../support/memory-states.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

const song = (title: string, change: Partial<Track> = {}): Track => ({
  title,
  artists: [{ name: "Somebody", refs: {} }],
  durationMs: 200_000,
  refs: {},
  ...change,
});
const wantedOf = (track: Track): Wanted => ({ key: keyOf(track), track });
const known = (track: Track, reference: string): Track => ({ ...track, refs: { shop: reference } });

/** A shop of records. It notes what it is asked for, and `fails` may throw instead of an answer. */
async function createShop(
  records: readonly Track[],
  fails: (question: string, number: number) => void = () => {},
) {
  const asked: string[] = [];
  const answer = (question: string, fits: (track: Track) => boolean) => {
    asked.push(question);
    fails(question, asked.length);
    return records.filter(fits);
  };
  const catalogue: Catalogue = {
    name: "shop",
    link: (reference) => `https://shop.example/${reference}`,
    recordingAt: (link) => link,
    byIsrc: async (isrc) => answer(isrc, (track) => track.isrc === isrc),
    search: async ({ title, within }) =>
      answer(`${within}: ${title}`, (track) =>
        track.title.toLowerCase().includes(title.toLowerCase()),
      ),
  };
  const states = createMemoryStates();
  const clock = createFakeClock("2026-11-22T12:00:00Z");
  const deps = {
    catalogue,
    memory: await states.ofUser("memory"),
    decisions: await states.ofApp(),
    clock,
    log: silentLog,
    onSearch: undefined,
  };
  return {
    asked,
    clock,
    states,
    resolve: async (tracks: readonly Track[], fresh = NO_DECISIONS) => {
      const { resolutions } = await resolveRecordings(tracks.map(wantedOf), fresh, deps);
      return resolutions.map(({ outcome, reference }) => [outcome, reference]);
    },
  };
}

describe("finding recordings", () => {
  const isrc = "USABC1200001";
  const coded = song("Coded", { isrc });
  const plain = song("Plain - Remastered 2011");
  const lost = song("Lost");

  it("asks by ISRC first, then by words, and only until an answer may be written", async () => {
    const records = [known(coded, "c1"), known(song("Plain"), "p1")];
    const { resolve, asked } = await createShop(records);
    expect(await resolve([coded, plain, lost])).toEqual([
      ["certain", "c1"],
      ["likely", "p1"],
      ["none", null],
    ]);
    expect(asked).toEqual([
      isrc,
      "fields: Plain - Remastered 2011",
      "fields: plain",
      "fields: Lost",
      "anywhere: lost",
    ]);
  });

  it("asks nothing about what has no words, and finds by words what has a wrong code", async () => {
    const remix = { ...known(song("Coded (X Remix)"), "c2"), isrc };
    const { resolve, asked } = await createShop([remix, known(song("Coded"), "c1")]);
    const nameless = song("", { artists: [] });
    expect(await resolve([nameless, coded, song("x", { artists: [] })])).toEqual([
      ["none", null],
      ["likely", "c1"],
      ["none", null],
    ]);
    expect(asked).toEqual([isrc, "fields: Coded"]);
  });

  it("asks no more where two recordings are equally close", async () => {
    const longer = song("Lost", { durationMs: 202_000 });
    const shorter = song("Lost", { durationMs: 198_000 });
    const { resolve, asked } = await createShop([known(longer, "l1"), known(shorter, "l2")]);
    expect(await resolve([lost])).toEqual([["doubtful", null]]);
    expect(asked).toEqual(["fields: Lost"]);
  });

  it("asks no more about a title and an artist alone, of which it is never sure", async () => {
    const bare = song("Bare", { durationMs: 0 });
    const misspelt = song("Somthing", { durationMs: 0 });
    const { resolve, asked } = await createShop([known(song("Bare"), "b1")]);
    expect(await resolve([bare, misspelt])).toEqual([
      ["doubtful", null],
      ["none", null],
    ]);
    expect(asked).toEqual(["fields: Bare", "fields: Somthing", "anywhere: somthing"]);
    const album = { title: "Record", artists: [], refs: {} };
    expect(await resolve([song("Bare", { durationMs: 0, album })])).toEqual([["doubtful", null]]);
    expect(asked.slice(3)).toEqual(["fields: Bare", "anywhere: bare"]);
  });

  it("obeys decisions before anything else, and keeps them", async () => {
    const { resolve, asked } = await createShop([known(coded, "c1")]);
    const fresh = new Map([
      [keyOf(coded), null],
      [keyOf(lost), "l9"],
    ]);
    const decided = [
      ["skipped", null],
      ["chosen", "l9"],
    ];
    expect(await resolve([coded, lost], fresh)).toEqual(decided);
    expect(await resolve([coded, lost])).toEqual(decided);
    expect(await resolve([coded], new Map([[keyOf(coded), "c7"]]))).toEqual([["chosen", "c7"]]);
    expect(await resolve([coded, lost])).toEqual([
      ["chosen", "c7"],
      ["chosen", "l9"],
    ]);
    expect(asked).toEqual([]);
  });

  it("remembers what it found for good, and what it did not find for a while", async () => {
    const { resolve, asked, clock } = await createShop([known(coded, "c1")]);
    const found = [
      ["certain", "c1"],
      ["none", null],
    ];
    expect(await resolve([coded, lost])).toEqual(found);
    expect(asked).toHaveLength(3);
    expect(await resolve([coded, lost])).toEqual(found);
    expect(asked).toHaveLength(3);
    await clock.advance(91 * DAY_MS);
    expect(await resolve([coded, lost])).toEqual(found);
    expect(asked.slice(3)).toEqual(["fields: Lost", "anywhere: lost"]);
  });

  it("asks again for what an older matcher did not find, and when the memory is damaged", async () => {
    const { resolve, asked, states } = await createShop([known(coded, "c1")]);
    await resolve([coded, lost]);
    const [[name, bytes] = ["", new Uint8Array()]] = states.user;
    const older = Buffer.from(bytes).toString().replaceAll('"matcher":1', '"matcher":0');
    states.user.set(name, Buffer.from(older));
    await resolve([coded, lost]);
    expect(asked.slice(3)).toEqual(["fields: Lost", "anywhere: lost"]);
    for (const damaged of ["", "{", '[{"key":1}]']) {
      states.user.set(name, Buffer.from(damaged));
      const before = asked.length;
      await resolve([coded, lost]);
      expect(asked.length - before).toBe(3);
    }
  });

  it("goes on where it was stopped, and says how far it came", async () => {
    const many = Array.from({ length: 120 }, (_, n) => song(`Number ${n} is here`));
    let retryAt: Date | null = new Date("2026-11-23T08:00:00Z");
    const shop = await createShop(
      many.map((track, n) => known(track, `n${n}`)),
      (_, number) => {
        if (number !== 101 || retryAt === null) return;
        throw new RateLimitError("provider/quota", "Wait.", { retryAt, isTold: true });
      },
    );
    const error = await appErrorOf(() => shop.resolve(many));
    expect(error).toMatchObject({ code: "provider/quota", retryAt });
    expect(error.message).toBe(
      "Wait. 100 of 120 recordings were looked for. What was found is kept.",
    );
    retryAt = null;
    expect(await shop.resolve(many)).toHaveLength(120);
    expect(shop.asked).toHaveLength(121);
  });

  it("passes over one that the provider does not answer about, and asks the next time", async () => {
    let isDown = true;
    const fail = (question: string) => {
      const isHit = question.includes("Odd") || question.includes("odd");
      if (isDown && isHit) throw new ProviderError("provider/refused", "no");
    };
    const odd = song("Odd");
    const shop = await createShop([known(coded, "c1"), known(odd, "o1")], fail);
    expect(await shop.resolve([odd, coded])).toEqual([
      ["unasked", null],
      ["certain", "c1"],
    ]);
    const three = [song("Odd 1"), song("Odd 2"), song("Odd 3")];
    expect((await appErrorOf(() => shop.resolve(three))).code).toBe("provider/refused");
    isDown = false;
    expect(await shop.resolve([odd])).toEqual([["likely", "o1"]]);
  });

  it("forgets the oldest findings when there are too many", async () => {
    const states = createMemoryStates();
    const state = await states.ofUser("memory");
    const clock = createFakeClock("2026-11-22T12:00:00Z");
    const memory = await openRecordingCache(state, clock);
    const finding = { level: "none" as const, isClose: false, candidates: [] };
    for (let n = 0; n < 20_001; n += 1) memory.set(`${n}`, finding);
    await memory.save();
    const later = await openRecordingCache(state, clock);
    expect([later.get("0"), later.get("1"), later.get("20000")]).toEqual([null, finding, finding]);
  });

  it("searches for the song without its remarks, and for one of its artists", () => {
    const track = song("Song (feat. Guest) - Live", {
      artists: [{ name: "One & Two", refs: {} }],
    });
    expect(searchesFor(track)).toEqual([
      { title: "Song (feat. Guest) - Live", artist: "One & Two", within: "fields" },
      { title: "song", artist: "One & Two", within: "fields" },
      { title: "song", artist: "one", within: "anywhere" },
    ]);
  });
});
