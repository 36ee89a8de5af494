import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { licensesOf } from "./licenses.ts";

const root = join(import.meta.dirname, "..");

/** The path of the built page in the repository. */
export const PAGE = join(root, "docs/tracksafe.html");

/**
 * Builds `web/` into one HTML file, with its script, its style and the licenses of the packages in
 * it. Equal sources give equal bytes, on every machine and in every directory. It fails if the page
 * would need a module of Node.
 */
export async function buildPage(): Promise<string> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["web/main.tsx", "web/style.css"],
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
  const textOf = (ending: string) =>
    outputFiles.find(({ path }) => path.endsWith(ending))?.text.trim() ?? "";
  const [script, style] = [textOf(".js"), textOf(".css")];
  const modules = Object.keys(metafile.inputs).map((name) => ({ name }));
  const licenses = await licensesOf(modules, root);
  const filled = [
    ['content=""', `content="${policyFor(script, style)}"`],
    ["<style></style>", `<style>${style}</style>`],
    ["<script></script>", `<script>${script}</script>`],
    ["<!-- licenses -->", `<!--\n${licenses.trim()}\n-->`],
  ] as const;
  const frame = await readFile(join(root, "web/page.html"), "utf8");
  return filled.reduce((page, [place, part]) => page.replace(place, () => part), frame);
}

/** A policy that lets only `script` run, only `style` apply, and allows no network access. */
function policyFor(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "img-src data:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

if (import.meta.main) await writeFile(PAGE, await buildPage());
