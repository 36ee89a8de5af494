import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareRecordings } from "../../src/match/comparison.ts";
import { fold } from "../../src/match/fold.ts";
import { LEVELS } from "../../src/match/judge.ts";
import { match } from "../../src/match/match.ts";
import { RULES } from "../../src/match/rules.ts";
import { similarity } from "../../src/match/similarity.ts";
import { readTitle } from "../../src/match/title.ts";
import type { Track } from "../../src/model/records.ts";
import { seeds } from "../support/seeds.ts";

const anything = fc.string({ unit: "binary", maxLength: 40 });

/** Pieces that titles are made of, so that two of them often have something in common. */
const piece = fc.constantFrom(
  ..."Song,Song 2,Intro,Skit,Spit,Track 1,live,(Live),- Live,(feat. B),[C Remix],(Remastered 2011),- Radio Edit,(with D),Straße,ＡＢＣ,한국,ちゅ、多様性。,İ,ﬃ,U.S.A.,!!!,…,(,),&,'".split(
    ",",
  ),
);
const title = fc.oneof(
  anything,
  fc.array(piece, { maxLength: 4 }).map((all) => all.join(" ")),
);
const name = fc.oneof(
  anything,
  fc.constantFrom("A", "The A", "A & B", "B", "A Quartet", "Various Artists", "A feat. D", ""),
);

const track: fc.Arbitrary<Track> = fc
  .record({
    title,
    artists: fc.array(fc.record({ name, refs: fc.constant({}) }), { maxLength: 3 }),
    seconds: fc.constantFrom(0, 200, 202, 204, 206, 215),
    isrc: fc.constantFrom(undefined, "USABC1200001", "USABC1200002", "nonsense"),
    album: fc.option(title, { nil: undefined }),
    id: fc.nat({ max: 99 }),
  })
  .map(({ seconds, isrc, album, id, ...rest }) => ({
    title: rest.title,
    artists: rest.artists,
    durationMs: seconds * 1000,
    refs: { service: `${id}` },
    ...(isrc !== undefined && { isrc }),
    ...(album !== undefined && { album: { title: album, artists: [], refs: {} } }),
  }));

const runs = { numRuns: seeds(300, 100_000) };

describe("matching, whatever is compared", () => {
  it("folds a folded text into itself", () => {
    fc.assert(
      fc.property(title, (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
      runs,
    );
  });

  it("loses no title: what is not blank has a name", () => {
    fc.assert(
      fc.property(title, (text) => {
        const { whole, core } = readTitle(text);
        expect(core === "").toBe(whole === "");
      }),
      runs,
    );
  });

  it("finds two recordings as alike from either side", () => {
    fc.assert(
      fc.property(track, track, (a, b) => {
        expect(compareRecordings(b, a, RULES)).toEqual(compareRecordings(a, b, RULES));
      }),
      runs,
    );
  });

  it("finds texts as alike from either side, and equal ones only wholly alike", () => {
    fc.assert(
      fc.property(anything, anything, (a, b) => {
        expect(similarity(a, b)).toBe(similarity(b, a));
        expect(similarity(a, b) === 1).toBe(a === b);
      }),
      runs,
    );
  });

  it("gives the same answer for the same candidates in another order", () => {
    fc.assert(
      fc.property(track, fc.array(track, { maxLength: 6 }), fc.nat(), (wanted, all, turn) => {
        const at = all.length === 0 ? 0 : turn % all.length;
        const turned = [...all.slice(at), ...all.slice(0, at)].toReversed();
        expect(match(wanted, turned)).toEqual(match(wanted, all));
      }),
      runs,
    );
  });

  it("keeps its winner when a worse candidate is added, and never gets surer", () => {
    fc.assert(
      fc.property(track, fc.array(track, { minLength: 2, maxLength: 6 }), (wanted, all) => {
        const { ranked, level, best } = match(wanted, all);
        const fewer = ranked.slice(0, -1).map(({ candidate }) => candidate);
        const before = match(wanted, fewer);
        expect(before.best).toEqual(best);
        expect(LEVELS.indexOf(level)).toBeGreaterThanOrEqual(LEVELS.indexOf(before.level));
      }),
      runs,
    );
  });

  it("writes nothing whose versions differ, and without a code nothing that is not by the same people", () => {
    fc.assert(
      fc.property(track, track, (wanted, candidate) => {
        const { level, ranked } = match(wanted, [candidate]);
        if (level === "doubtful" || level === "none") return;
        expect(ranked[0]?.comparison.versions).not.toBe("different");
        if (ranked[0]?.comparison.sameIsrc) return;
        expect(ranked[0]?.comparison.artists).not.toBe("none");
        expect(level).toBe("likely");
      }),
      runs,
    );
  });
});
