import { timingSafeEqual } from "node:crypto";
import { challengeOf, type Grants } from "./grants.ts";
import { type Reply, refuseGrant } from "./replies.ts";

/** The registered app. */
export interface App {
  readonly clientId: string;
  /** Its owner can replace it; the old one is invalid then. */
  clientSecret: string;
}

/** Everything that the token endpoint needs. */
export interface TokenService {
  readonly app: App;
  readonly grants: Grants;
  /** A refresh returns a new refresh token and ends the old one. */
  readonly rotate: boolean;
  /** Answers do not name the scopes. */
  readonly omitScope: boolean;
  readonly accessSeconds: number;
  readonly now: () => number;
}

/** A request to the token endpoint. */
export interface TokenRequest {
  readonly contentType: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** POST /api/token (Spotify: Web API > Authorization code flow, Refreshing tokens). */
export function answerToken(service: TokenService, request: TokenRequest): Reply {
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.contentType)) {
    refuseGrant("invalid_request", "The body must be form encoded", 415);
  }
  const form = new URLSearchParams(request.body);
  const confidential = authenticate(service.app, request.authorization, form);
  switch (form.get("grant_type")) {
    case "authorization_code":
      return exchangeCode(service, form, confidential);
    case "refresh_token":
      return refresh(service, form, confidential);
    case null:
      return refuseGrant("invalid_request", "grant_type parameter is missing");
    default:
      return refuseGrant("unsupported_grant_type", "grant_type parameter is not supported");
  }
}

/** Whether the client proved that it has the secret; refuses a client of another app. */
function authenticate(app: App, authorization: string | undefined, form: URLSearchParams): boolean {
  if (authorization === undefined) {
    if (form.has("client_secret")) refuseGrant("invalid_client", "Use the Authorization header");
    if (form.get("client_id") !== app.clientId) refuseGrant("invalid_client", "Invalid client");
    return false;
  }
  const [, encoded] = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(authorization) ?? [];
  const expected = Buffer.from(`${app.clientId}:${app.clientSecret}`);
  const given = Buffer.from(encoded ?? "", "base64");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    refuseGrant("invalid_client", "Invalid client secret");
  }
  return true;
}

function exchangeCode(service: TokenService, form: URLSearchParams, confidential: boolean): Reply {
  const { grants } = service;
  const code = grants.takeCode(form.get("code") ?? "");
  if (code === undefined) refuseGrant("invalid_grant", "Invalid authorization code");
  if (form.get("redirect_uri") !== code.redirectUri) {
    refuseGrant("invalid_grant", "Invalid redirect URI");
  }
  const verifier = form.get("code_verifier");
  if (code.challenge === null) {
    if (!confidential) refuseGrant("invalid_client", "Invalid client secret");
  } else if (verifier === null || challengeOf(verifier) !== code.challenge) {
    refuseGrant("invalid_grant", "code_verifier was incorrect");
  }
  const { accountId, scopes, authorizedAt } = code;
  const grant = { accountId, scopes, authorizedAt, publicClient: code.challenge !== null };
  const answer = accessAnswer(service, grants.issueAccess(grant), scopes);
  return { status: 200, body: { ...answer, refresh_token: grants.issueRefresh(grant) } };
}

function refresh(service: TokenService, form: URLSearchParams, confidential: boolean): Reply {
  const { grants } = service;
  const old = form.get("refresh_token");
  if (old === null) refuseGrant("invalid_request", "refresh_token must be supplied");
  const grant = grants.findRefresh(old);
  if (grant === undefined) refuseGrant("invalid_grant", "Refresh token revoked");
  if (!confidential && !grant.publicClient) refuseGrant("invalid_client", "Invalid client secret");
  const answer = accessAnswer(service, grants.issueAccess(grant), grant.scopes);
  if (!service.rotate) return { status: 200, body: answer };
  grants.revoke(old);
  return { status: 200, body: { ...answer, refresh_token: grants.issueRefresh(grant) } };
}

function accessAnswer(service: TokenService, token: string, scopes: readonly string[]): object {
  return {
    access_token: token,
    token_type: "Bearer",
    expires_in: service.accessSeconds,
    ...(!service.omitScope && { scope: scopes.join(" ") }),
  };
}
