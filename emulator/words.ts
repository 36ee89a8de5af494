import { mix } from "./ids.ts";

const WORDS = (
  "Amber Anthem Arrow Ashes August Avenue Backbone Ballad Basement Beacon Birdsong Bitter Blizzard Bloom " +
  "Blue Bones Borrowed Bright Bruise Canyon Carbon Cathedral Chalk Cinder Circle City Clover Cobalt Coffee " +
  "Comet Copper Coral Corazón Crooked Crown Crystal Dagger Dancing December Desert Devil Diamond Distance " +
  "Dreaming Drifter Dust Early Echo Ember Empire Engine Evening Fader Falling Feather Fever Fields Firefly " +
  "Flood Forest Fortune Fracture Friday Frost Garden Ghost Glass Golden Gravity Halo Harbor Hearts Heavy " +
  "Hollow Honey Horizon Höhle Indigo Iron Island Ivory January Jubilee Juniper Kerosene Kingdom Lantern " +
  "Lemon Letters Lights Lightning Lonely Lost Lullaby Machine Magnolia Marble Meridian Midnight Mirror " +
  "Monsoon Morning Motel Mountain Native Neon Night Nothing Numbers Ocean October Olive Orbit Orchard " +
  "Paper Parade Pearl Phantom Pilot Pine Plastic Polar Prairie Promise Quiet Radio Rain Ransom Raven Rebel " +
  "Refrain Ribbon River Roses Ruby Runaway Rust Saints Salt Sanctuary Satellite Scarlet Season Shadow Shelter " +
  "Signal Silver Skyline Sleep Slow Smoke Snow Solar Someday Sparrow Static Stone Storm Stranger Summer Sunday " +
  "Swan Tangerine Telegraph Temple Thunder Tide Tiger Tomorrow Tundra Twilight Umbrella Under Valley Velvet " +
  "Violet Voltage Waltz Water Western Whiskey Wild Willow Window Winter Wires Wolves Wonder Yellow Zenith"
).split(" ");
const ELSEWHERE = ["夜の海", "Ночная птица", "서울의 하늘", "أغاني الليل", "Θάλασσα", "小さな灯台"];
const ENDINGS = ["", "", "", "", "", " - Live", " (Remix)", " - Remastered 2011", " (Acoustic)"];

/** Names things so that neighbours do not look alike; the same number always gets the same name. */
export function title(salt: number, n: number, words: number): string {
  const parts: string[] = [];
  for (let at = 0; at < words; at += 1) parts.push(pick(WORDS, mix(salt + 17 * at, n)));
  return parts.join(" ");
}

/** The name of a recording: two to four words and, sometimes, a version. */
export function trackTitle(n: number): string {
  return title(1, n, 1 + (mix(2, n) % 4)) + pick(ENDINGS, mix(3, n));
}

/** The name of a band or singer; one in forty is not written in Latin letters. */
export function artistName(n: number): string {
  if (mix(4, n) % 40 === 0) return pick(ELSEWHERE, mix(5, n));
  return title(6, n, 1 + (mix(7, n) % 2));
}

/** The name of a person. */
export function personName(salt: number, n: number): string {
  return title(salt, n, 2);
}

/** The element of a list that `number` falls on. */
export function pick<T>(list: readonly T[], number: number): T {
  const found = list[number % list.length];
  if (found === undefined) throw new RangeError("cannot pick from an empty list");
  return found;
}
