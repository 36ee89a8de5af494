const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
/**
 * The number of things of one kind in the catalogue: as many as the last six characters of an id
 * can hold.
 */
export const CATALOG_SIZE = 62 ** 6;
const STEP = 48_271;
/** The number that undoes a multiplication by STEP, modulo CATALOG_SIZE. */
const STEP_INVERSE = 25_576_638_575n;

/** The kinds of things that have an id of their own. */
export type Kind = "track" | "album" | "artist" | "show" | "episode" | "audiobook" | "playlist";

const SALT: Readonly<Record<Kind, number>> = {
  track: 0x7472,
  album: 0x616c,
  artist: 0x6172,
  show: 0x7368,
  episode: 0x6570,
  audiobook: 0x6175,
  playlist: 0x706c,
};

/** A well mixed 32-bit number for `n` (below 2^53); different salts give unrelated numbers. */
export function mix(salt: number, n: number): number {
  let hash = Math.imul(salt ^ Math.floor(n / 2 ** 32), 0x9e3779b1) ^ (n >>> 0);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * The id of the `n`th thing of a kind: 22 characters of base 62 that look random, as Spotify's do.
 * {@link numberOf} returns `n` again, so that a catalogue of any size needs no memory.
 */
export function idOf(kind: Kind, n: number): string {
  const salt = SALT[kind];
  const first = mix(salt, n) * 2 ** 15 + (mix(salt + 1, n) >>> 17);
  const second = mix(salt + 2, n) * 2 ** 15 + (mix(salt + 3, n) >>> 17);
  return digits(first, 8) + digits(second, 8) + digits((n * STEP + salt) % CATALOG_SIZE, 6);
}

/** The number of an id made by {@link idOf} for this kind; `undefined` for any other text. */
export function numberOf(kind: Kind, id: string): number | undefined {
  if (id.length !== 22) return undefined;
  let tail = 0;
  for (const character of id.slice(16)) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return undefined;
    tail = tail * 62 + digit;
  }
  const size = BigInt(CATALOG_SIZE);
  const shifted = BigInt(tail - SALT[kind]) + size;
  const n = Number((shifted * STEP_INVERSE) % size);
  return idOf(kind, n) === id ? n : undefined;
}

function digits(value: number, width: number): string {
  let text = "";
  let rest = value;
  for (let place = 0; place < width; place += 1) {
    text = ALPHABET.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
