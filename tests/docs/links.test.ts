import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const PAGES = [
  ...readdirSync(".").filter((name) => name.endsWith(".md")),
  ...readdirSync("docs").flatMap((name) => (name.endsWith(".md") ? [join("docs", name)] : [])),
];

/** The text of a page without its blocks of code, in which nothing is a link. */
const proseOf = (page: string): string =>
  readFileSync(page, "utf8").replace(/^```[\s\S]*?^```$/gm, "");

/** The anchors of a page, as GitHub makes them from its headings. */
function anchorsIn(page: string): ReadonlySet<string> {
  const headings = [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

/** The links of a page that lead to nothing in the repository. */
function brokenLinks(page: string): readonly string[] {
  const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => {
    // `../../` leads out of the files, to other parts of the repository's site.
    if (/^[a-z]+:/.test(link) || link.startsWith("../../")) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : join(dirname(page), path);
    if (!existsSync(target)) return true;
    return anchor !== undefined && !anchorsIn(target).has(anchor);
  });
}

it("there are pages to check", () => {
  expect(PAGES).toEqual(expect.arrayContaining(["README.md", "CONTRIBUTING.md", "docs/setup.md"]));
});

it("the README leads to every other page", () => {
  const linked = [...proseOf("README.md").matchAll(/\]\(([^)#\s]+)/g)].map(([, path]) => path);
  expect(PAGES.filter((page) => page !== "README.md" && !linked.includes(page))).toEqual([]);
});

it.each(PAGES)("every link in %s leads somewhere", (page) => {
  expect(brokenLinks(page)).toEqual([]);
});

it.each(["CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md"])(
  "every file that %s names is there",
  (page) => {
    const named = [
      ...proseOf(page).matchAll(
        /`((?:src|tests|tools|docs|emulator|action|\.github|\.ci)\/[^`\s…]*)`/g,
      ),
    ];
    expect(named.length).toBeGreaterThan(0);
    expect(named.map(([, path = ""]) => path).filter((path) => !existsSync(path))).toEqual([]);
  },
);
