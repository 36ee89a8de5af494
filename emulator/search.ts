import { mix } from "./ids.ts";
import { type Album, type Track, uriOf } from "./library.ts";
import { pageOf, requestedWindow } from "./page.ts";
import { type Reply, refuse } from "./replies.ts";
import { type Call, everything, type World, wireOf } from "./world.ts";

const TYPES = ["album", "artist", "playlist", "track", "show", "episode", "audiobook"];

/** The most characters of a query. */
const QUERY_MAXIMUM = 250;

/** A word or a phrase in quotes, alone or as the value of a filter. */
const TOKEN = /(?:(track|artist|album|year|isrc|upc):\s*)?(?:"([^"]*)"|([^\s"]+))/gi;

/** GET /search. Words are found in tracks only. */
export function search(call: Call): Reply {
  const { query } = call;
  const words = query.get("q");
  if (words === null || words.trim() === "") refuse(400, "No search query");
  if ([...words].length > QUERY_MAXIMUM) {
    refuse(400, `Query exceeds maximum length of ${QUERY_MAXIMUM} characters`);
  }
  const types = (query.get("type") ?? "").split(",");
  if (types.some((type) => !TYPES.includes(type))) refuse(400, "Bad search type field");
  const market = query.get("market");
  if (market !== null && !/^[A-Z]{2}$/.test(market)) refuse(400, "Invalid market code");
  const window = requestedWindow(call, { limit: 5, maximum: 10, offset: 1000 });
  const wire = wireOf(call);
  const page = <T>(items: readonly T[], show: (item: T) => object) =>
    pageOf(call, "/search", items, show, window);
  const body: Record<string, object> = {};
  for (const type of types) {
    if (type === "track") body["tracks"] = page(tracksOf(call, words), wire.track);
    else if (type === "album") body["albums"] = page(albumsOf(call, words), wire.simplifiedAlbum);
    else body[`${type}s`] = page([], () => ({}));
  }
  return { status: 200, body };
}

/** A query: the words that each field must have, and those that may be in any of them. */
interface Query {
  readonly filters: ReadonlyMap<string, readonly string[]>;
  readonly words: readonly string[];
}

/** Takes a query apart. A filter without quotes goes on to the next one. */
function parseQuery(text: string): Query {
  const filters = new Map<string, string[]>();
  const words: string[] = [];
  let open: string | null = null;
  for (const [, name, quoted, word = ""] of text.matchAll(TOKEN)) {
    const isQuoted = quoted !== undefined;
    const field: string | null = name?.toLowerCase() ?? (isQuoted ? null : open);
    const values = wordsOf(quoted ?? word);
    if (field === null) words.push(...values);
    else filters.set(field, [...(filters.get(field) ?? []), ...values]);
    open = isQuoted ? null : field;
  }
  return { filters, words };
}

function tracksOf(call: Call, text: string): Track[] {
  const query = parseQuery(text);
  const [isrc = ""] = query.filters.get("isrc") ?? [];
  const known = call.world.catalog.tracksByIsrc(isrc.toUpperCase());
  const found = known.length > 0 ? known : tracksWith(call.world, query);
  const fitting = found.filter((track) => fits(track, query) && !isGreyed(call, track));
  const popular = (a: Track, b: Track) => popularity(b) - popularity(a);
  return distinct(known.length > 0 ? fitting : fitting.sort(popular));
}

/** The tracks outside of the catalogue that have at least one word of the query. */
function tracksWith(world: World, { filters, words }: Query): readonly Track[] {
  const index = indexOf(world.songs);
  const lists = [...[...filters.values()].flat(), ...words].map((word) => index.get(word) ?? []);
  const [rarest = []] = lists.sort((a, b) => a.length - b.length);
  return [...rarest, ...everything(world).filter(isTrack)];
}

type Index = ReadonlyMap<string, readonly Track[]>;

const KNOWN_INDEXES = new WeakMap<readonly Track[], Index>();

/** The songs by the words of all their fields. */
function indexOf(songs: readonly Track[]): Index {
  const known = KNOWN_INDEXES.get(songs);
  if (known !== undefined) return known;
  const index = new Map<string, Track[]>();
  for (const song of songs) {
    for (const word of new Set([...fieldsOf(song).values()].flatMap((words) => [...words]))) {
      const list = index.get(word);
      if (list === undefined) index.set(word, [song]);
      else list.push(song);
    }
  }
  KNOWN_INDEXES.set(songs, index);
  return index;
}

/** A number that says nothing of how well a track fits. */
function popularity({ id }: Track): number {
  return mix(701, Number.parseInt(Buffer.from(id).toString("hex").slice(-12), 16));
}

function fits(track: Track, { filters, words }: Query): boolean {
  const fields = fieldsOf(track);
  const isIn = (wanted: readonly string[], ...names: readonly string[]) =>
    wanted.every((word) => names.some((name) => fields.get(name)?.has(word)));
  return (
    [...filters].every(([field, values]) => isIn(values, field)) &&
    isIn(words, "track", "artist", "album")
  );
}

type Fields = ReadonlyMap<string, ReadonlySet<string>>;

const KNOWN_FIELDS = new WeakMap<Track, Fields>();

function fieldsOf(track: Track): Fields {
  const known = KNOWN_FIELDS.get(track);
  if (known !== undefined) return known;
  const { name, artists, album, isrc } = track;
  const texts = {
    track: name,
    artist: [...artists, ...album.artists].map((artist) => artist.name).join(" "),
    album: album.name,
    year: album.releaseDate.slice(0, 4),
    isrc: isrc ?? "",
    upc: album.upc,
  };
  const fields = new Map(
    Object.entries(texts).map(([field, text]) => [field, new Set(wordsOf(text))]),
  );
  KNOWN_FIELDS.set(track, fields);
  return fields;
}

function wordsOf(text: string): readonly string[] {
  return text
    .normalize("NFKD")
    .replace(/\p{M}|['’]/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

function albumsOf(call: Call, words: string): Album[] {
  const upc = /^upc:(\S+)$/i.exec(words)?.[1];
  if (upc === undefined) return [];
  const known = call.world.catalog.albumsByUpc(upc);
  const found = known.length > 0 ? known : everything(call.world).filter(isAlbum);
  return distinct(found.filter((album) => album.upc === upc && !isGreyed(call, album)));
}

function isGreyed({ seen }: Call, thing: Track | Album): boolean {
  return seen.greyed.has(uriOf(thing));
}

function distinct<T extends Track | Album>(things: readonly T[]): T[] {
  return [...new Map(things.map((thing) => [thing.id, thing])).values()];
}

function isTrack(thing: { readonly kind: string }): thing is Track {
  return thing.kind === "track";
}

function isAlbum(thing: { readonly kind: string }): thing is Album {
  return thing.kind === "album";
}
