import { answerApi } from "./api.ts";
import { answerAuthorize } from "./authorize.ts";
import { createCatalog } from "./catalog.ts";
import { createFaults } from "./faults.ts";
import { createGrants, type Grants } from "./grants.ts";
import { answerImage } from "./image.ts";
import { createLag } from "./lag.ts";
import { createAccount } from "./library.ts";
import { createLimits } from "./limits.ts";
import type { Emulator, EmulatorOptions, RequestRecord } from "./options.ts";
import { type Reply, refuse } from "./replies.ts";
import { handleRequest, type Listener, type RequestPipeline } from "./request-pipeline.ts";
import { listen } from "./server.ts";
import { answerToken } from "./token.ts";
import type { Behaviour, World } from "./world.ts";

const APP = { clientId: "emulated-client", clientSecret: "emulated-secret" };
const REDIRECT_URIS = ["http://127.0.0.1:8888/callback"];

/** Starts an emulated Spotify on a loopback port: accounts service, Web API and images. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { now = Date.now, accessTokenSeconds = 3600, rateWindow, dailyQuota } = options;
  const accounts = [...(options.accounts ?? [createAccount("account-1")])];
  const grants = createGrants(accessTokenSeconds, now);
  const faults = createFaults();
  const listeners = new Set<Listener>();
  const requests: RequestRecord[] = [];
  const server = await listen(options.port ?? 0);
  const { origin } = server;
  const emulator: Emulator = {
    apiUrl: `${origin}/v1`,
    accountsUrl: origin,
    app: { ...APP },
    accounts,
    requests,
    faults,
    ownerPremiumLapsed: false,
    onRequest(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    issueRefreshToken: (accountId, scopes) =>
      grants.issueRefresh({ accountId, scopes, authorizedAt: now(), publicClient: true }),
    revoke: grants.revoke,
    expireAccessTokens: grants.expireAccess,
    close: server.close,
  };
  const pipeline: RequestPipeline = {
    limits: createLimits({ rateWindow, dailyQuota, now }),
    faults,
    listeners,
    records: requests,
    latencyMs: options.latencyMs ?? 0,
    now,
    answer: createAnswer(options, emulator, { grants, origin, now }),
  };
  server.serve(async (incoming) => {
    if (incoming.path !== "/__stats") return handleRequest(pipeline, incoming);
    return { reply: { status: 200, body: statsOf(requests) }, onSent: () => undefined };
  });
  return emulator;
}

/** Passes each request to the part of Spotify that answers it. */
function createAnswer(
  options: EmulatorOptions,
  emulator: Emulator,
  { grants, origin, now }: { grants: Grants } & Pick<World, "origin" | "now">,
): RequestPipeline["answer"] {
  const { accounts, apiUrl, app } = emulator;
  const behaviour = behaviourOf(options);
  const catalog = createCatalog();
  const { songs = [] } = options;
  const covers = new Map<string, Uint8Array>();
  const world: World = { apiUrl, origin, accounts, catalog, songs, covers, behaviour, now };
  const lag = createLag(behaviour.visibilityLagMs, behaviour.snapshotLagMs, now);
  const api = { world, grants, lag, ownerPremiumLapsed: () => emulator.ownerPremiumLapsed };
  const { autoApprove, redirectUris = REDIRECT_URIS } = options;
  const page = {
    accounts,
    grants,
    now,
    redirectUris,
    clientId: app.clientId,
    autoApprove: autoApprove === true ? accounts[0]?.accountId : autoApprove,
  };
  const tokens = {
    app,
    grants,
    now,
    rotate: options.rotateRefreshTokens ?? false,
    omitScope: options.omitScope ?? false,
    accessSeconds: options.accessTokenSeconds ?? 3600,
  };
  return (incoming, { kind, path }, body): Reply => {
    const { method, query, headers } = incoming;
    if (kind === "api") return answerApi(api, incoming, path, body);
    if (kind === "token" && path !== "/api/token") refuse(404, "Not found");
    if (method !== (kind === "token" ? "POST" : "GET")) refuse(405, "Method Not Allowed");
    if (kind === "image") return answerImage(world, path.slice("/image/".length), query);
    if (kind === "authorize") return answerAuthorize(page, query);
    const contentType = headers["content-type"] ?? "";
    const { authorization } = headers;
    return answerToken(tokens, { contentType, authorization, body: body.toString() });
  };
}

function behaviourOf(options: EmulatorOptions): Behaviour {
  return {
    oldFieldNames: options.oldFieldNames ?? false,
    nextNamesRetiredPath: options.nextNamesRetiredPath ?? false,
    timestampedIds: options.timestampedIds ?? false,
    visibilityLagMs: options.visibilityLagMs ?? 0,
    snapshotLagMs: options.snapshotLagMs ?? 0,
    artistWrites: options.artistWrites ?? "follow",
    batchOrder: options.batchOrder ?? "last-on-top",
    longDescriptions: options.longDescriptions ?? "refused",
    audiobooks: options.audiobooks ?? "bare",
    playlistsRepeatFrom: options.playlistsRepeatFrom ?? null,
  };
}

/** Figures for a benchmark in another process. */
function statsOf(records: readonly RequestRecord[]): object {
  const requests = { api: 0, token: 0, image: 0, authorize: 0 };
  for (const { kind } of records) requests[kind] += 1;
  const bytes = records.reduce((all, record) => all + record.bytes, 0);
  const penalties = records.filter(({ duringPenalty }) => duringPenalty).length;
  return { requests, bytes, penalties };
}
