import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ask } from "./client.ts";

const MAIN = fileURLToPath(new URL("../../emulator/main.ts", import.meta.url));

async function start(options: object) {
  const child = spawn(process.execPath, [MAIN, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const [line] = await once(createInterface(child.stdout), "line");
  return { child, ended, ready: JSON.parse(line) };
}

test("a process of its own says where it is, counts what it is asked, and ends when told", async () => {
  const { child, ended, ready } = await start({
    libraries: [{ seed: 1, likes: 70, accountId: "first" }, { seed: 2 }],
    rateWindow: { requests: 2, windowMs: 60_000 },
  });
  expect(Object.keys(ready.refreshTokens)[0]).toBe("first");
  const login = await ask(`${ready.accountsUrl}/api/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${ready.clientId}:${ready.clientSecret}`)}` },
    body: new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token: ready.refreshTokens.first,
    }),
  });
  const headers = { authorization: `Bearer ${login.json.access_token}` };
  const answers = [];
  for (const path of ["/me", "/me/tracks", "/me"]) {
    answers.push(await ask(ready.apiUrl + path, { headers }));
  }
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(answers[1]?.json.total).toBe(70);
  expect((await ask(`${ready.accountsUrl}/__stats`)).json).toEqual({
    requests: { api: 3, token: 1, image: 0, authorize: 0 },
    bytes: expect.any(Number),
    penalties: 0,
  });
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});

test("a day passes when it is told so", async () => {
  const { child, ended, ready } = await start({
    libraries: [{ seed: 1, likes: 70, playlists: 3, itemsPerPlaylist: 2 }],
  });
  child.stdin.write("day\n");
  await once(child.stdout, "data");
  const login = await ask(`${ready.accountsUrl}/api/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${ready.clientId}:${ready.clientSecret}`)}` },
    body: new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token: String(Object.values(ready.refreshTokens)[0]),
    }),
  });
  const headers = { authorization: `Bearer ${login.json.access_token}` };
  expect((await ask(`${ready.apiUrl}/me/tracks`, { headers })).json.total).toBe(75);
  const lists = await ask(`${ready.apiUrl}/me/playlists`, { headers });
  const totals = lists.json.items.map((one: { items: { total: number } }) => one.items.total);
  expect(totals).toEqual([3, 2, 3]);
  child.kill("SIGTERM");
  await ended;
});

test("the end of its input ends it too", async () => {
  const { child, ended } = await start({});
  child.stdin.end();
  expect(await ended).toEqual([0, null]);
});
