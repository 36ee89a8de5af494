/**
 * The place in the page that its address names, behind the `#`. It holds names of snapshots, which
 * are times, and ids of files, which are opaque: never a key, a title or the name of a person.
 */
export type Route =
  | { readonly screen: "timeline" }
  | { readonly screen: "search" }
  | { readonly screen: "make-key" }
  /** `null`: the latest snapshot; all of its lists. */
  | { readonly screen: "snapshot"; readonly name: string | null; readonly list: string | null }
  | { readonly screen: "compare"; readonly from: string | null; readonly to: string | null }
  | { readonly screen: "restore"; readonly name: string | null };

/** The route in the hash of an address. A hash that no screen has is the timeline. */
export function parseRoute(hash: string): Route {
  const [screen = "", first = null, second = null] = hash
    .replace(/^#\/?/, "")
    .split("/")
    .filter((word) => WORD.test(word));
  switch (screen) {
    case "search":
    case "make-key":
      return { screen };
    case "snapshot":
      return { screen, name: first, list: second };
    case "compare":
      return { screen, from: first, to: second };
    case "restore":
      return { screen, name: first };
    default:
      return { screen: "timeline" };
  }
}

/** Names of snapshots and ids of files. */
const WORD = /^[A-Za-z0-9_-]{1,100}$/;

/** The hash for `route`. */
export function hashOf(route: Route): string {
  const words = (): readonly (string | null)[] => {
    switch (route.screen) {
      case "snapshot":
        return [route.name, route.list];
      case "compare":
        return [route.from, route.to];
      case "restore":
        return [route.name];
      default:
        return [];
    }
  };
  return ["#", route.screen, ...words().filter((word) => word !== null)].join("/");
}
