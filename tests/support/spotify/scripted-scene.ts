import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Clock } from "../../../src/clock.ts";
import { createHttpClient } from "../../../src/http/client.ts";
import { createLog } from "../../../src/log.ts";
import type { MusicProvider } from "../../../src/model/provider.ts";
import type { MusicWriter } from "../../../src/model/writer.ts";
import { Secret } from "../../../src/secret.ts";
import {
  createSpotify,
  isQuotaExhausted,
  type SpotifyOptions,
  type SpotifySettings,
} from "../../../src/spotify/index.ts";

/** A request as the server saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** The answer to a request; by default the status is 200. */
export interface SpotifyAnswer {
  readonly status?: number;
  readonly json?: unknown;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers a request; `undefined`: 404. */
export type Routes = (seen: Seen) => SpotifyAnswer | undefined | Promise<SpotifyAnswer | undefined>;

/** A loopback server that answers as told and remembers what it was asked, closed with the test. */
export async function startSpotifyServer(
  routes: Routes,
): Promise<{ readonly url: string; readonly seen: readonly Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://loopback");
    let body = "";
    for await (const chunk of request) body += chunk;
    const one: Seen = {
      method: request.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
    };
    seen.push(one);
    const answer = (await routes(one)) ?? refused(404, "Not found");
    response.writeHead(answer.status ?? 200, answer.headers);
    response.end(answer.json === undefined ? answer.body : JSON.stringify(answer.json));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

/** The API's way to refuse. */
export function refused(status: number, message: string): SpotifyAnswer {
  return { status, json: { error: { status, message } } };
}

/** A provider and a writer against a server that answers as a test says, and everything they did. */
export interface ScriptedScene {
  readonly provider: MusicProvider;
  readonly writer: MusicWriter;
  readonly url: string;
  /** All requests, in the order of their arrival. */
  readonly seen: readonly Seen[];
  /** Those of `seen` to the API, as path and query. */
  api(): readonly string[];
  /** Those of `seen` to the token endpoint. */
  tokens(): readonly Seen[];
  /** Everything handed to `onSecret`, revealed. */
  readonly secrets: readonly string[];
  /** The names of what was logged. */
  readonly events: readonly string[];
}

const ME = { id: "me", display_name: "Me", uri: "spotify:user:me" };

/** Every wait ends at once. */
const instantClock: Clock = { now: () => new Date(), sleep: () => Promise.resolve() };

/**
 * A provider against a loopback server. Unless `routes` answers them, the token endpoint gives
 * `access-1`, `access-2`, …, and the profile is that of user `me`.
 */
export async function createScriptedScene(
  routes: Routes,
  options: {
    readonly settings?: Partial<SpotifySettings>;
    /** `null`: the login has none. */
    readonly clientSecret?: null;
    readonly onRefreshToken?: NonNullable<SpotifyOptions["onRefreshToken"]>;
    readonly maxInFlight?: number;
  } = {},
): Promise<ScriptedScene> {
  let tokens = 0;
  const server = await startSpotifyServer(async (seen) => {
    const answer = await routes(seen);
    if (answer) return answer;
    if (seen.path === "/api/token") {
      tokens += 1;
      return { json: { access_token: `access-${tokens}`, token_type: "Bearer", expires_in: 3600 } };
    }
    return seen.path === "/v1/me" ? { json: ME } : undefined;
  });
  const secrets: string[] = [];
  const events: string[] = [];
  const log = createLog("debug", (_level, event) => events.push(event));
  const http = createHttpClient({
    clock: instantClock,
    log,
    userAgent: "tracksafe/test",
    maxInFlight: options.maxInFlight ?? 4,
    isQuotaExhausted,
  });
  onTestFinished(() => http[Symbol.asyncDispose]());
  const { provider, writer } = createSpotify({
    settings: {
      clientId: "client",
      ...(options.clientSecret === null ? {} : { clientSecret: new Secret("client-secret") }),
      refreshToken: new Secret("refresh-0"),
      apiUrl: `${server.url}/v1`,
      accountsUrl: server.url,
      ...options.settings,
    },
    http,
    log,
    onSecret: (secret) => secrets.push(secret.reveal()),
    ...(options.onRefreshToken ? { onRefreshToken: options.onRefreshToken } : {}),
  });
  return {
    provider,
    writer,
    url: server.url,
    seen: server.seen,
    secrets,
    events,
    tokens: () => server.seen.filter((seen) => seen.path === "/api/token"),
    api: () =>
      server.seen
        .filter((seen) => seen.path.startsWith("/v1/"))
        .map((seen) => [seen.path.slice(3), seen.query.toString()].filter(Boolean).join("?")),
  };
}

/** A page of `rows` as Spotify sends it for the offset and limit in `query`. */
export function pageAnswer(
  rows: readonly unknown[],
  query: URLSearchParams,
  changes: Readonly<Record<string, unknown>> = {},
): SpotifyAnswer {
  const limit = Math.min(Number(query.get("limit") ?? 20), 50);
  const offset = Number(query.get("offset") ?? 0);
  const more = offset + limit < rows.length;
  return {
    json: {
      href: "https://api.spotify.com/v1/somewhere",
      items: rows.slice(offset, offset + limit),
      limit,
      offset,
      previous: null,
      next: more
        ? `https://api-partner.spotify.com/v1/retired?offset=${offset + limit}&limit=${limit}`
        : null,
      total: rows.length,
      ...changes,
    },
  };
}

/** A track as Spotify sends it. */
export function wireTrack(id: string, changes: Readonly<Record<string, unknown>> = {}): object {
  return {
    type: "track",
    id,
    uri: `spotify:track:${id}`,
    name: `Track ${id}`,
    duration_ms: 180_000,
    explicit: false,
    is_local: false,
    disc_number: 1,
    track_number: 2,
    artists: [{ type: "artist", id: "a", name: "Artist", uri: "spotify:artist:a" }],
    album: {
      type: "album",
      id: "b",
      name: "Album",
      uri: "spotify:album:b",
      album_type: "album",
      release_date: "2001-02-03",
      artists: [{ type: "artist", id: "a", name: "Artist", uri: "spotify:artist:a" }],
    },
    external_ids: { isrc: "USRC17607839" },
    ...changes,
  };
}

/** A liked song as Spotify sends it. */
export function wireLike(id: string, changes: Readonly<Record<string, unknown>> = {}): object {
  return { added_at: "2020-01-02T03:04:05Z", track: wireTrack(id), ...changes };
}

/** A playlist in the account's list as Spotify sends it. */
export function wirePlaylist(id: string, changes: Readonly<Record<string, unknown>> = {}): object {
  return {
    type: "playlist",
    id,
    uri: `spotify:playlist:${id}`,
    name: `Playlist ${id}`,
    description: "",
    public: false,
    collaborative: false,
    snapshot_id: `${id}-1`,
    owner: { type: "user", id: "me", display_name: "Me", uri: "spotify:user:me" },
    images: [],
    items: { href: "https://api.spotify.com/v1/somewhere", total: 0 },
    ...changes,
  };
}

/** `count` things made by `make` from `0`, `1`, … */
export function many<T>(count: number, make: (id: string) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(String(index)));
}

/** The pages of a walk, put together. */
export async function collect<T>(walk: {
  readonly first: readonly T[];
  rest(): AsyncIterable<readonly T[]>;
}): Promise<T[]> {
  const all = [...walk.first];
  for await (const page of walk.rest()) all.push(...page);
  return all;
}
