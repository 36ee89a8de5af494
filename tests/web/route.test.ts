import { expect, it } from "vitest";
import { hashOf, parseRoute, type Route } from "../../web/route.ts";

const NAME = "2026-11-22T03-17-00";

it.each<readonly [string, Route]>([
  ["#/timeline", { screen: "timeline" }],
  ["#/search", { screen: "search" }],
  ["#/make-key", { screen: "make-key" }],
  ["#/snapshot", { screen: "snapshot", name: null, list: null }],
  [`#/snapshot/${NAME}/likes`, { screen: "snapshot", name: NAME, list: "likes" }],
  [`#/compare/${NAME}/${NAME}-2`, { screen: "compare", from: NAME, to: `${NAME}-2` }],
  [`#/restore/${NAME}`, { screen: "restore", name: NAME }],
])("%s is an address that can be kept", (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
  expect(hashOf(route)).toBe(hash);
});

it("takes no address for anything that it is not", () => {
  for (const hash of ["", "#", "#/nothing", "#/%3Cscript%3E", "timeline"]) {
    expect(parseRoute(hash)).toEqual({ screen: "timeline" });
  }
  expect(parseRoute(`#/snapshot/${NAME}/<b>/..`)).toEqual({
    screen: "snapshot",
    name: NAME,
    list: null,
  });
});
