import type { Grants } from "./grants.ts";
import type { Lag } from "./lag.ts";
import { forbid, type Reply, refuse } from "./replies.ts";
import { route } from "./router.ts";
import type { Incoming } from "./server.ts";
import type { World } from "./world.ts";

/** Everything that the Web API needs to answer a request. */
export interface ApiService {
  readonly world: World;
  readonly grants: Grants;
  readonly lag: Lag;
  readonly ownerPremiumLapsed: () => boolean;
}

/**
 * Answers a request to the Web API; `path` is the part after `/v1`. Throws a `Refusal` for every
 * request that Spotify would refuse. It checks the token first, then the app, then the request.
 */
export function answerApi(
  service: ApiService,
  { method, query, headers }: Incoming,
  path: string,
  body: Buffer,
): Reply {
  const { world, grants, lag } = service;
  const access = authorized(grants, headers.authorization, world.now());
  const account = world.accounts.find(({ accountId }) => accountId === access.accountId);
  if (account === undefined) refuse(401, "Invalid access token");
  if (service.ownerPremiumLapsed()) {
    forbid("Active premium subscription required for the owner of the app");
  }
  if (!account.allowlisted) forbid("User not registered in the Developer Dashboard");
  const seen = lag.view(account);
  if (method !== "GET") lag.beforeWrite(account);
  const contentType = headers["content-type"] ?? "";
  const scopes = new Set(access.scopes);
  return route(method, path, { world, query, contentType, body, account, seen, scopes });
}

function authorized(grants: Grants, authorization: string | undefined, now: number) {
  if (authorization === undefined) refuse(401, "No token provided");
  const [, token] = /^Bearer (\S+)$/.exec(authorization) ?? [];
  if (token === undefined) refuse(400, "Only valid bearer authentication supported");
  const access = grants.findAccess(token);
  if (access === undefined) refuse(401, "Invalid access token");
  if (now >= access.expiresAt) refuse(401, "The access token expired");
  return access;
}
