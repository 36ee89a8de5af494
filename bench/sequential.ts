/**
 * Downloads likes and playlists the way most tools do: page by page, one request after the other,
 * everything every time, and waiting when it is told to. The backup is compared with it.
 */
import { setTimeout as sleep } from "node:timers/promises";

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly next: string | null;
}

const { SPOTIFY_API_URL: api = "", SPOTIFY_ACCOUNTS_URL: accounts = "", ...env } = process.env;

async function logIn(): Promise<string> {
  const basic = btoa(`${env["SPOTIFY_CLIENT_ID"]}:${env["SPOTIFY_CLIENT_SECRET"]}`);
  const answer = await fetch(`${accounts}/api/token`, {
    method: "POST",
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token: env["SPOTIFY_REFRESH_TOKEN"] ?? "",
    }),
  });
  const { access_token: token } = (await answer.json()) as { readonly access_token: string };
  return token;
}

async function get(token: string, path: string): Promise<Page> {
  for (;;) {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${api}${path}`, { headers });
    if (answer.status !== 429) return (await answer.json()) as Page;
    await answer.arrayBuffer();
    await sleep(Number(answer.headers.get("retry-after")) * 1000);
  }
}

async function getAll(token: string, path: string): Promise<Page["items"]> {
  const items: Page["items"][number][] = [];
  for (let offset = 0; ; offset += 50) {
    const page = await get(token, `${path}?limit=50&offset=${offset}`);
    items.push(...page.items);
    if (page.next === null) return items;
  }
}

const token = await logIn();
await get(token, "/me");
await getAll(token, "/me/tracks");
for (const { id } of await getAll(token, "/me/playlists")) {
  await getAll(token, `/playlists/${id}/items`);
}
