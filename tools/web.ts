import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { STORE_META } from "../src/view/wire.ts";
import { compiledSchemas } from "./compiled-schemas.ts";
import { deflate } from "./deflate.ts";
import { licensesOf } from "./licenses.ts";

const root = join(import.meta.dirname, "..");

/** The path of the page that talks to nobody. */
export const PAGE = join(root, "docs/tracksafe.html");

/** The path of the page that may talk to {@link GITHUB_API}. */
export const GITHUB_PAGE = join(root, "docs/tracksafe-github.html");

/** The address of GitHub's API. */
export const GITHUB_API = "https://api.github.com";

/** The text of a page, and the script in it. */
export interface BuiltPage {
  readonly html: string;
  /** The script as it runs: it is in the page compressed. */
  readonly script: string;
}

/**
 * Builds `web/` into one HTML file, with its script, its style and the licenses of the packages in
 * it. Equal sources give equal bytes, on every machine and in every directory. It fails if the page
 * would need a module of Node. `api` is the address of the GitHub API that it may talk to; `null`: it
 * may talk to nobody.
 */
export async function buildPage(api: string | null = null): Promise<BuiltPage> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["web/main.tsx", "web/unpack-script.ts", "web/page.css"],
    outdir: "docs",
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2024",
    legalComments: "none",
    logLevel: "warning",
    plugins: [compiledSchemas],
  });
  const textOf = (name: string) =>
    outputFiles.find(({ path }) => path.endsWith(`/${name}`))?.text.trim() ?? "";
  const [script, unpacking, style] = ["main.js", "unpack-script.js", "page.css"].map(textOf);
  if (script === undefined || unpacking === undefined || style === undefined) {
    throw new Error("a part of the page was not built");
  }
  const packed = Buffer.from(await deflate(Buffer.from(script))).toString("base64");
  const modules = Object.keys(metafile.inputs).map((name) => ({ name }));
  const licenses = await licensesOf(modules, root);
  const policy = policyFor([unpacking, script], style, api ?? "'none'");
  const filled = [
    ['content=""', `content="${policy}"`],
    [`name="${STORE_META}" content=""`, `name="${STORE_META}" content="${api ?? ""}"`],
    ["<style></style>", `<style>${style}</style>`],
    ['type="text/plain"></script>', `type="text/plain">${packed}</script>`],
    ["<script></script>", `<script>${unpacking}</script>`],
    ["<!-- licenses -->", `<!--\n${licenses.trim()}\n-->`],
  ] as const;
  const frame = await readFile(join(root, "web/page.html"), "utf8");
  const html = filled.reduce((page, [place, part]) => page.replace(place, () => part), frame);
  return { html, script };
}

/**
 * A policy that lets only `scripts` run, as the page or as its worker, only `style` apply, and the
 * page talk only to `connection`.
 */
function policyFor(scripts: readonly string[], style: string, connection: string): string {
  return [
    "default-src 'none'",
    `script-src ${scripts.map(hashOf).join(" ")}`,
    `style-src ${hashOf(style)}`,
    "img-src data: blob:",
    "worker-src blob:",
    `connect-src ${connection}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types tracksafe-script tracksafe-worker",
  ].join("; ");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

if (import.meta.main) {
  await writeFile(PAGE, (await buildPage()).html);
  await writeFile(GITHUB_PAGE, (await buildPage(GITHUB_API)).html);
}
