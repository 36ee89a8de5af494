import type { RemoteSpotify } from "./process.ts";

/** What the plain downloader needed. */
export interface Download {
  readonly wallMs: number;
  readonly requests: number;
}

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly next: string | null;
}

/**
 * Downloads likes and playlists the way most tools do: page by page, one request after the other.
 * The measure that the backup is held against.
 */
export async function downloadSequentially(spotify: RemoteSpotify): Promise<Download> {
  const start = performance.now();
  const { env } = spotify;
  const basic = btoa(`${env["SPOTIFY_CLIENT_ID"]}:${env["SPOTIFY_CLIENT_SECRET"]}`);
  const answer = await fetch(`${env["SPOTIFY_ACCOUNTS_URL"]}/api/token`, {
    method: "POST",
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token: env["SPOTIFY_REFRESH_TOKEN"] ?? "",
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  let requests = 1;
  const get = async (path: string): Promise<Page> => {
    requests += 1;
    const page = await fetch(`${spotify.apiUrl}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return (await page.json()) as Page;
  };
  const all = async (path: string) => {
    const items: { id: string }[] = [];
    for (let offset = 0; ; offset += 50) {
      const page = await get(`${path}?limit=50&offset=${offset}`);
      items.push(...page.items);
      if (page.next === null) return items;
    }
  };
  await get("/me");
  await all("/me/tracks");
  for (const { id } of await all("/me/playlists")) await all(`/playlists/${id}/items`);
  return { wallMs: performance.now() - start, requests };
}
