import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { deflate } from "./deflate.ts";
import { licensesOf } from "./licenses.ts";

const root = join(import.meta.dirname, "..");

/** The path of the built page in the repository. */
export const PAGE = join(root, "docs/tracksafe.html");

/** The text of a page, and the script in it. */
export interface BuiltPage {
  readonly html: string;
  /** The script as it runs: it is in the page compressed. */
  readonly script: string;
}

/**
 * Builds `web/` into one HTML file, with its script, its style and the licenses of the packages in
 * it. Equal sources give equal bytes, on every machine and in every directory. It fails if the page
 * would need a module of Node. `connections` are the origins that it may talk to.
 */
export async function buildPage(connections: readonly string[] = []): Promise<BuiltPage> {
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
  const policy = policyFor([unpacking, script], style, connections);
  const filled = [
    ['content=""', `content="${policy}"`],
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
 * page talk only to `connections`.
 */
function policyFor(
  scripts: readonly string[],
  style: string,
  connections: readonly string[],
): string {
  return [
    "default-src 'none'",
    `script-src ${scripts.map(hashOf).join(" ")}`,
    `style-src ${hashOf(style)}`,
    "img-src data: blob:",
    "worker-src blob:",
    `connect-src ${connections.length === 0 ? "'none'" : connections.join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types tracksafe-script tracksafe-worker",
  ].join("; ");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

if (import.meta.main) await writeFile(PAGE, (await buildPage()).html);
