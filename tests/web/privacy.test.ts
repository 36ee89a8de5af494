import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startChromium } from "../support/web/chromium.ts";
import { openKeyPage } from "../support/web/key-page.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await startChromium();
});

afterAll(() => browser.close());

/** A server that counts who asks it for anything. */
async function startListener() {
  let count = 0;
  const server = createServer((_, response) => {
    count += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    /** Ends with the next request. */
    next: () => once(server, "request"),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Ways in which code on a page could reach `url`, each a statement. */
function waysTo(url: string): readonly string[] {
  const element = (tag: string, assign: string) =>
    `document.body.append(Object.assign(document.createElement("${tag}"), ${assign}));`;
  return [
    `fetch("${url}/fetch", { mode: "no-cors" }).catch(() => {});`,
    `navigator.sendBeacon("${url}/beacon", "x");`,
    `new WebSocket("${url}/socket".replace("http", "ws"));`,
    `new EventSource("${url}/events");`,
    element("img", `{ src: "${url}/image" }`),
    element("iframe", `{ src: "${url}/frame" }`),
    element("link", `{ rel: "stylesheet", href: "${url}/style" }`),
    element("video", `{ src: "${url}/video" }`),
    element("object", `{ data: "${url}/object" }`),
    `const form = document.createElement("form");
    form.action = "${url}/form";
    form.target = "_blank";
    document.body.append(form);
    form.submit();`,
  ];
}

/** Runs `way` on a page, and gives the directive that its policy refuses it by. */
function refusal(page: Page, way: string): Promise<unknown> {
  return page.evaluate(`new Promise((resolve) => {
    document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective), { once: true });
    try { ${way} } catch {}
  })`);
}

describe("the page", () => {
  it("can reach nobody, whatever code gets into it", async () => {
    await using listener = await startListener();
    await using keyPage = await openKeyPage(browser);
    const other = await browser.newPage();
    for (const way of waysTo(listener.url)) {
      const heard = listener.next();
      await other.evaluate(`(() => { ${way} })()`);
      await heard;
    }
    await other.close();

    const heard = listener.count();
    const refusals: unknown[] = [];
    for (const way of waysTo(listener.url)) refusals.push(await refusal(keyPage.page, way));
    expect(refusals).toEqual([
      "connect-src",
      "connect-src",
      "connect-src",
      "connect-src",
      "img-src",
      "frame-src",
      "style-src-elem",
      "media-src",
      "require-trusted-types-for",
      "form-action",
    ]);
    expect(listener.count()).toBe(heard);
  });

  it("takes no text for markup and no script from anywhere, and forgets a key when it is left", async () => {
    await using keyPage = await openKeyPage(browser);
    const outcome = await keyPage.page.evaluate(`(async () => {
      const refused = [];
      for (const attempt of [
        () => { document.body.innerHTML = "<b>planted</b>"; },
        () => { document.createElement("script").text = "window.planted = true"; },
        () => { new Worker(URL.createObjectURL(new Blob([""]))); },
      ]) {
        try { attempt(); refused.push(false); } catch { refused.push(true); }
      }
      return refused;
    })()`);
    expect(outcome).toEqual([true, true, true]);

    const identity = await keyPage.make();
    await keyPage.page.evaluate('dispatchEvent(new PageTransitionEvent("pagehide"))');
    await keyPage.page.getByRole("heading", { name: "Make the key" }).waitFor();
    expect(await keyPage.page.content()).not.toContain(identity);
  });
});
