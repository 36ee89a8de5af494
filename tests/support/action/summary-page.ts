import { marked } from "marked";
import type { Browser } from "playwright-core";

/** The width of a phone that many people have, in CSS pixels. */
const PHONE = 390;

/** A summary as a page that looks as GitHub shows it; the sizes and colours are GitHub's. */
export function summaryPage(markdown: string): string {
  const body = marked
    .parse(markdown, { async: false, gfm: true })
    .replace(
      /<blockquote>\s*<p>\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*(?:<br>)?/g,
      (_, kind: string) =>
        `<blockquote class="alert ${kind.toLowerCase()}"><p class="title">${titled(kind)}</p><p>`,
    );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Summary</title>
<style>${STYLE}</style><body>${body}</body></html>`;
}

/** A picture of a summary at the width of a phone, as PNG. */
export async function takePicture(browser: Browser, markdown: string): Promise<Buffer> {
  await using context = await browser.newContext({
    viewport: { width: PHONE, height: 400 },
    deviceScaleFactor: 1,
  });
  const page = await context.newPage();
  await page.setContent(summaryPage(markdown));
  return await page.screenshot({ fullPage: true });
}

const titled = (kind: string): string => kind.charAt(0) + kind.slice(1).toLowerCase();

const STYLE = `
body { margin: 16px; font: 16px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif;
  color: #1f2328; overflow-wrap: break-word; }
h1, h2 { padding-bottom: .3em; border-bottom: 1px solid #d1d9e0b3; line-height: 1.25; }
h2 { font-size: 1.5em } h3 { font-size: 1.25em }
a { color: #0969da }
code { padding: .2em .4em; font: 85% ui-monospace, monospace; background: #818b981f; border-radius: 6px; }
pre { padding: 16px; background: #f6f8fa; border-radius: 6px; overflow: auto; }
pre code { padding: 0; background: none; }
table { display: block; width: max-content; max-width: 100%; overflow: auto; border-collapse: collapse; }
th, td { padding: 6px 13px; border: 1px solid #d1d9e0; }
tr:nth-child(2n) { background: #f6f8fa }
blockquote { margin: 0 0 16px; padding: 0 1em; color: #59636e; border-left: .25em solid #d1d9e0; }
.alert { padding: .5rem 1rem; color: inherit; }
.alert .title { margin: 0 0 8px; font-weight: 500; }
.alert p { margin: 0 }
.note { border-color: #0969da } .note .title { color: #0969da }
.tip { border-color: #1a7f37 } .tip .title { color: #1a7f37 }
.important { border-color: #8250df } .important .title { color: #8250df }
.warning { border-color: #9a6700 } .warning .title { color: #9a6700 }
.caution { border-color: #cf222e } .caution .title { color: #d1242f }
`;
