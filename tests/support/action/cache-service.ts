import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import {
  type LoopbackServer,
  type Received,
  startLoopbackServer,
} from "../http/loopback-server.ts";

/** A failure of the service: no answer, status 500, archives cut short, connections cut. */
export type CacheFault = "hangs" | "error" | "truncates" | "down";

/** A cache service as `@actions/cache` speaks to it (version 2: Twirp, and blobs beside it). */
export interface FakeCacheService extends AsyncDisposable {
  /** The environment variables by which the runner tells an action of it. */
  readonly env: Readonly<Record<string, string>>;
  readonly requests: readonly Received[];
  /** The entries that are complete, oldest first. */
  readonly entries: readonly { readonly key: string; readonly blob: Buffer }[];
  fault: CacheFault | null;
  /** Refuses to save, as for a run that anybody could have triggered. */
  readOnly: boolean;
  /** Replaces all archives by this one, as everybody who may run a workflow can. */
  poison(archive: Buffer): void;
  /** Forgets every entry, as happens to old ones. */
  evict(): void;
  /** Works again, and also answers the requests that are still open. */
  recover(): void;
}

interface Entry {
  readonly key: string;
  readonly version: string;
  blob: Buffer | null;
  complete: boolean;
}

const SERVICE = "/twirp/github.actions.results.api.v1.CacheService/";
const VERSION = /^[0-9a-f]{64}$/;

/** Starts one. Entries cannot be changed, and are found by key, prefix (newest first) and version. */
export async function startCacheService(): Promise<FakeCacheService> {
  const entries: Entry[] = [];
  const token = randomBytes(8).toString("hex");
  const signature = randomBytes(8).toString("hex");
  const held: (() => void)[] = [];
  const json = (response: ServerResponse, status: number, body: object) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  const blobUrl = (index: number) => `${server.url}blobs/${index}?sig=${signature}`;

  function call(method: string, body: Record<string, unknown>, response: ServerResponse): void {
    const { key, version, restore_keys: prefixes = [], size_bytes: size } = body;
    const isKey = (one: unknown) => typeof one === "string" && /^[^,]{1,512}$/.test(one);
    const keys = [key, ...(Array.isArray(prefixes) ? prefixes : [null])];
    if (!keys.every(isKey) || keys.length > 10 || !VERSION.test(String(version))) {
      return void json(response, 400, { code: "invalid_argument", msg: "bad request" });
    }
    const own = entries.findIndex((one) => one.key === key && one.version === version);
    if (method === "CreateCacheEntry") {
      const message = "cache write denied: the token is read-only";
      if (service.readOnly) return void json(response, 200, { ok: false, message });
      if (own >= 0) return void json(response, 409, { code: "already_exists", msg: "it exists" });
      entries.push({ key: String(key), version: String(version), blob: null, complete: false });
      json(response, 200, { ok: true, signed_upload_url: blobUrl(entries.length - 1) });
    } else if (method === "FinalizeCacheEntryUpload") {
      const entry = entries[own];
      const ok = entry?.blob?.length === Number(size) && !entry.complete;
      if (entry && ok) entry.complete = true;
      json(response, 200, { ok, entry_id: ok ? String(own + 1) : "0" });
    } else if (method === "GetCacheEntryDownloadURL") {
      const usable = entries.filter((one) => one.complete && one.version === version).toReversed();
      const found =
        usable.find((one) => one.key === key) ??
        keys.flatMap((prefix) => usable.find((one) => one.key.startsWith(prefix)) ?? [])[0];
      if (found === undefined) return void json(response, 200, { ok: false });
      const url = { signed_download_url: blobUrl(entries.indexOf(found)) };
      json(response, 200, { ok: true, ...url, matched_key: found.key });
    } else json(response, 404, { code: "bad_route", msg: "no such method" });
  }

  function blob({ method, headers, body }: Received, url: URL, response: ServerResponse) {
    const entry = entries[Number(/^\/blobs\/(\d+)$/.exec(url.pathname)?.[1])];
    const answer = (status: number) => response.writeHead(status).end();
    if (url.searchParams.get("sig") !== signature) return answer(403);
    if (entry === undefined) return answer(404);
    if (method === "PUT") {
      if (headers["x-ms-blob-type"] !== "BlockBlob" || entry.complete) return answer(409);
      entry.blob = body;
      return answer(201);
    }
    if (entry.blob === null || method !== "GET") return answer(404);
    const cut = service.fault === "truncates" ? entry.blob.length / 2 : entry.blob.length;
    return response.end(entry.blob.subarray(0, cut));
  }

  function answer(request: Received, response: ServerResponse): void {
    const url = new URL(request.path, "http://cache");
    if (service.fault === "hangs") held.push(() => answer(request, response));
    else if (service.fault === "down") response.destroy();
    else if (service.fault === "error") json(response, 500, { code: "internal", msg: "oh" });
    else if (!url.pathname.startsWith(SERVICE)) blob(request, url, response);
    else if (request.headers.authorization !== `Bearer ${token}`) {
      json(response, 401, { code: "unauthenticated", msg: "no token" });
    } else call(url.pathname.slice(SERVICE.length), JSON.parse(`${request.body}`), response);
  }

  const server: LoopbackServer = await startLoopbackServer(answer);
  const service: FakeCacheService = {
    fault: null,
    readOnly: false,
    env: {
      ACTIONS_CACHE_SERVICE_V2: "True",
      ACTIONS_RESULTS_URL: server.url.href,
      ACTIONS_RUNTIME_TOKEN: token,
    },
    requests: server.received,
    get entries() {
      return entries.flatMap(({ key, blob, complete }) =>
        complete && blob ? [{ key, blob }] : [],
      );
    },
    poison(archive) {
      for (const entry of entries) entry.blob = archive;
    },
    evict: () => void entries.splice(0),
    recover() {
      service.fault = null;
      for (const each of held.splice(0)) each();
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return service;
}
