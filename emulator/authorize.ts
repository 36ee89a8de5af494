import type { Grants } from "./grants.ts";
import type { AccountState } from "./library.ts";
import type { Reply } from "./replies.ts";
import { ALL_SCOPES } from "./scopes.ts";

/** Everything that the approval page needs. */
export interface AuthorizeService {
  readonly clientId: string;
  readonly redirectUris: readonly string[];
  readonly accounts: readonly AccountState[];
  readonly grants: Grants;
  /** The account that approves without a page; `undefined`: somebody has to click. */
  readonly autoApprove: string | false | undefined;
  readonly now: () => number;
}

/** GET /authorize (Spotify: Web API > Authorization code flow): the page, or the redirect back. */
export function answerAuthorize(service: AuthorizeService, query: URLSearchParams): Reply {
  const redirectUri = query.get("redirect_uri");
  if (query.get("client_id") !== service.clientId)
    return html(400, "INVALID_CLIENT: Invalid client");
  if (redirectUri === null || !registered(service.redirectUris, redirectUri)) {
    return html(400, "INVALID_CLIENT: Invalid redirect URI");
  }
  const problem = problemOf(query);
  if (problem !== undefined) return goBack(redirectUri, query, { error: problem });
  const decision = query.get("decision");
  if (decision === "deny") return goBack(redirectUri, query, { error: "access_denied" });
  const accountId = decision === "approve" ? query.get("account") : service.autoApprove;
  if (accountId === undefined || accountId === false)
    return html(200, approvalPage(service, query));
  const account = service.accounts.find((candidate) => candidate.accountId === accountId);
  if (account === undefined) return html(400, "No such account");
  const code = service.grants.issueCode({
    accountId: account.accountId,
    scopes: scopesOf(query),
    authorizedAt: service.now(),
    redirectUri,
    challenge: query.get("code_challenge"),
  });
  return goBack(redirectUri, query, { code });
}

/**
 * Whether the URI is exactly one of the registered ones, or a loopback one that is registered
 * without a port, at any port (Spotify: Web API > Redirect URIs). `localhost` is not allowed.
 */
function registered(known: readonly string[], asked: string): boolean {
  if (!URL.canParse(asked)) return false;
  const { protocol, hostname, port } = new URL(asked);
  const loopback = hostname === "127.0.0.1" || hostname === "[::1]";
  if (protocol !== "https:" && !loopback) return false;
  return known.some((uri) => {
    if (uri === asked) return true;
    return loopback && new URL(uri).port === "" && uri === asked.replace(`:${port}`, "");
  });
}

function problemOf(query: URLSearchParams): string | undefined {
  if (query.get("response_type") !== "code") return "unsupported_response_type";
  if (scopesOf(query).some((scope) => !(ALL_SCOPES as readonly string[]).includes(scope))) {
    return "invalid_scope";
  }
  const challenge = query.get("code_challenge");
  if (challenge === null) return undefined;
  const sound = query.get("code_challenge_method") === "S256" && /^[\w-]{43}$/.test(challenge);
  return sound ? undefined : "invalid_request";
}

function scopesOf(query: URLSearchParams): string[] {
  return (query.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
}

function goBack(to: string, query: URLSearchParams, answer: Record<string, string>): Reply {
  const target = new URL(to);
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
  const state = query.get("state");
  if (state !== null) target.searchParams.set("state", state);
  return { status: 302, headers: { location: target.href } };
}

function approvalPage({ accounts }: AuthorizeService, query: URLSearchParams): string {
  const link = (extra: Record<string, string>) =>
    `/authorize?${new URLSearchParams([...query, ...Object.entries(extra)])}`;
  const choices = accounts.map(({ accountId, displayName }) => {
    const href = link({ decision: "approve", account: accountId });
    return `<p><a class="approve" href="${text(href)}">Agree as ${text(displayName ?? accountId)}</a></p>`;
  });
  const deny = `<p><a class="deny" href="${text(link({ decision: "deny" }))}">Cancel</a></p>`;
  const scopes = scopesOf(query).map((scope) => `<li>${text(scope)}</li>`);
  return `<ul>${scopes.join("")}</ul>${choices.join("")}${deny}`;
}

function html(status: number, content: string): Reply {
  const body = `<!doctype html><meta charset="utf-8"><title>Emulated Spotify</title>${content}`;
  return { status, body, headers: { "content-type": "text/html; charset=utf-8" } };
}

function text(plain: string): string {
  return plain.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
