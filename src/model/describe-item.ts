import type { Known } from "./records.ts";

/** The words of an item by which a person knows it. */
export function describeItem(known: Known): {
  readonly title: string;
  readonly artists: readonly string[];
  /** The thing it belongs to: an album, a show, a publisher. */
  readonly more: readonly string[];
} {
  switch (known.type) {
    case "track":
    case "local":
      return {
        title: known.item.title,
        artists: known.item.artists.map(({ name }) => name),
        more: known.item.album === undefined ? [] : [known.item.album.title],
      };
    case "album":
      return {
        title: known.item.title,
        artists: known.item.artists.map(({ name }) => name),
        more: [],
      };
    case "artist":
      return { title: known.item.name, artists: [], more: [] };
    case "episode":
      return {
        title: known.item.title,
        artists: known.item.show === undefined ? [] : [known.item.show.title],
        more: [],
      };
    case "show":
      return {
        title: known.item.title,
        artists: known.item.publisher === undefined ? [] : [known.item.publisher],
        more: [],
      };
    case "audiobook":
      return { title: known.item.title, artists: known.item.authors, more: known.item.narrators };
    default:
      return known satisfies never;
  }
}
