import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startChromium } from "../support/cli/chromium.ts";
import { openKeyPage } from "../support/web/key-page.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await startChromium();
});

afterAll(() => browser.close());

/** A server that counts who asks it for anything. */
async function startListener(): Promise<
  { readonly url: string; readonly count: () => number } & AsyncDisposable
> {
  let count = 0;
  const server = createServer((_, response) => {
    count += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Ways in which code on a page could reach `url`. Each is an expression that ends when it has tried. */
const ways = (url: string): readonly string[] => {
  const element = (tag: string, assign: string) =>
    `new Promise((done) => {
      const made = Object.assign(document.createElement("${tag}"), ${assign});
      made.onload = made.onerror = done;
      document.body.append(made);
      setTimeout(done, 500);
    })`;
  return [
    `fetch("${url}/fetch", { mode: "no-cors" }).catch(() => {})`,
    `fetch("${url}/late", { mode: "no-cors", keepalive: true }).catch(() => {})`,
    `navigator.sendBeacon("${url}/beacon", "x")`,
    `new Promise((done) => {
      const socket = new WebSocket("${url}/socket".replace("http", "ws"));
      socket.onerror = done;
      socket.onopen = done;
    })`,
    `new Promise((done) => { new EventSource("${url}/events").onerror = done; })`,
    element("img", `{ src: "${url}/image" }`),
    element("iframe", `{ src: "${url}/frame" }`),
    element("link", `{ rel: "stylesheet", href: "${url}/style" }`),
    element("link", `{ rel: "prefetch", href: "${url}/prefetch" }`),
    element("video", `{ src: "${url}/video" }`),
    element("object", `{ data: "${url}/object" }`),
    `new Promise((done) => {
      const form = Object.assign(document.createElement("form"), { action: "${url}/form", target: "_blank" });
      document.body.append(form);
      form.submit();
      setTimeout(done, 500);
    })`,
  ];
};

/** Tries `way` on a page, and gives whether it made the listener hear of it. */
async function reaches(page: Page, way: string, count: () => number): Promise<boolean> {
  const before = count();
  await page.evaluate(`(async () => { try { await ${way}; } catch {} })()`);
  return count() > before;
}

describe("the page", () => {
  it("can reach nobody, whatever code gets into it", async () => {
    await using listener = await startListener();
    await using keyPage = await openKeyPage(browser);
    const other = await browser.newPage();
    for (const way of ways(listener.url)) {
      expect({ way, isHeard: await reaches(other, way, listener.count) }).toEqual({
        way,
        isHeard: true,
      });
    }
    await other.close();
    const heard = listener.count();
    for (const way of ways(listener.url)) await reaches(keyPage.page, way, listener.count);
    expect(listener.count()).toBe(heard);
  });

  it("takes no text for markup, and no script from anywhere", async () => {
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
  });

  it("keeps no key once it was saved: not shown, not stored, not in memory", async () => {
    await using keyPage = await openKeyPage(browser);
    const { page } = keyPage;
    const identity = await keyPage.make();
    await keyPage.download("Download the key file");
    expect(await heapText(page)).toContain(identity);
    await keyPage.keep(identity);
    const passphrase = await keyPage.makeCopy();
    await keyPage.download("Download the recovery copy");
    await keyPage.press("I have done both");
    await keyPage.answer(/^The passphrase/, passphrase);
    await keyPage.recipient();

    const content = await page.content();
    const heap = await heapText(page);
    for (const secret of [identity, passphrase]) {
      expect(content).not.toContain(secret);
      expect(heap.includes(secret)).toBe(false);
    }
    expect(page.url()).toMatch(/\/tracksafe\.html$/);
    expect(
      await page.evaluate(
        "indexedDB.databases().then((all) => [all.length, localStorage.length, sessionStorage.length, document.cookie])",
      ),
    ).toEqual([0, 0, 0, ""]);
    expect(keyPage.requests).toEqual([]);
  });

  it("forgets a key that was not saved when it is left", async () => {
    await using keyPage = await openKeyPage(browser);
    const identity = await keyPage.make();
    await keyPage.page.evaluate('dispatchEvent(new PageTransitionEvent("pagehide"))');
    await keyPage.page.getByRole("heading", { name: "Make the key" }).waitFor();
    expect(await keyPage.page.content()).not.toContain(identity);
  });
});

/** All that is in the memory of the page's scripts, after what is not used any more was removed. */
async function heapText(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.takeHeapSnapshot");
  await session.detach();
  return chunks.join("");
}
