import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type GitHubAnswer, notFound, ok, Refusal } from "./answer.ts";
import { contentRoutes } from "./content-routes.ts";
import type { Fault } from "./faults.ts";
import { gitRoutes } from "./git-routes.ts";
import { answerQuery, type Hosted } from "./graphql.ts";
import { issueRoutes } from "./issue-routes.ts";
import { createLag } from "./lag.ts";
import { refRoutes } from "./ref-routes.ts";
import { createRepository, type FakeRepository, type RepositoryOptions } from "./repository.ts";
import { isRecord, type Route, type RouteCall } from "./route.ts";
import { settingRoutes } from "./setting-routes.ts";
import { canSee, createToken, has, refuse, type Token, type TokenOptions } from "./tokens.ts";
import { workflowRoutes } from "./workflow-routes.ts";

/** A request as it came in. `status` is what was answered, 0 when the connection was cut. */
export interface RequestRecord {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  /** The label of the token; `null` when none came that is known. */
  readonly token: string | null;
  readonly body: string;
  readonly status: number;
}

/** A request before it is answered. */
export type IncomingRequest = Omit<RequestRecord, "status"> & { readonly index: number };

/** GitHub's REST API on the loopback interface, over real git repositories. */
export interface FakeGitHub {
  /** The address of the API, without a slash at the end. */
  readonly url: string;
  addRepository(options: RepositoryOptions): Promise<FakeRepository>;
  addToken(options: TokenOptions): Token;
  /** All requests since the start or the last `reset`, in the order they came. */
  readonly requests: readonly RequestRecord[];
  /** Lets the request with this number, counted from 0 as `requests` is, go wrong. */
  failAt(index: number, fault: Fault): void;
  /** Calls `listener` before each request is carried out, and waits for it; returns its removal. */
  onRequest(listener: (request: IncomingRequest) => void | Promise<void>): () => void;
  /** Forgets requests, faults and listeners. */
  reset(): void;
  close(): Promise<void>;
}

const ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: /^$/,
    need: { area: "metadata", level: "read" },
    handle: describeRepository,
  },
  ...gitRoutes,
  ...refRoutes,
  ...contentRoutes,
  ...issueRoutes,
  ...settingRoutes,
  ...workflowRoutes,
];

/** Starts the server. `close` stops it and removes its repositories. */
export async function startGitHub(): Promise<FakeGitHub> {
  const hosted = new Map<string, Hosted>();
  const tokens: Token[] = [];
  const requests: RequestRecord[] = [];
  const faults = new Map<number, Fault>();
  const listeners = new Set<(request: IncomingRequest) => void | Promise<void>>();

  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => {
      response.writeHead(599).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const index = requests.length;
    const address = new URL(request.url ?? "/", url);
    const credentials = /^(?:token|bearer) (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
    const token = tokens.find(({ value }) => value === credentials) ?? null;
    const record = {
      method: request.method ?? "",
      path: address.pathname,
      query: address.search,
      token: token?.label ?? null,
      body: "",
      status: 0,
    };
    requests.push(record);
    for await (const chunk of request) record.body += chunk;
    for (const listener of listeners) await listener({ ...record, index });
    const fault = faults.get(index);
    if (fault?.kind === "reset") return void response.destroy();
    let answer: GitHubAnswer;
    if (fault?.kind === "status") {
      answer = new Refusal(fault.status, fault.message ?? "Server Error", fault.headers).answer;
    } else {
      answer = await handle(request, address, record.body, credentials === undefined, token);
    }
    if (fault?.kind === "appliedThenLost") return void response.destroy();
    if (fault?.kind === "appliedThenStatus") {
      answer = new Refusal(fault.status, "Server Error").answer;
    }
    record.status = answer.status;
    const headers = { ...rateHeaders(token), ...CROSS_ORIGIN, ...answer.headers };
    if (answer.body === undefined) response.writeHead(answer.status, headers).end();
    else {
      response
        .writeHead(answer.status, { ...headers, "content-type": "application/json; charset=utf-8" })
        .end(JSON.stringify(answer.body));
    }
  }

  async function handle(
    request: IncomingMessage,
    address: URL,
    body: string,
    isAnonymous: boolean,
    token: Token | null,
  ): Promise<GitHubAnswer> {
    try {
      if (request.method === "OPTIONS") return { status: 204, headers: PREFLIGHT };
      if (request.headers["user-agent"] === undefined) {
        throw new Refusal(403, "Request forbidden by administrative rules.");
      }
      if (!isAnonymous && (token === null || token.revoked)) {
        throw new Refusal(401, "Bad credentials");
      }
      if (token !== null) spend(token);
      return await route(hosted, request.method ?? "", address, body, token);
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  }

  return {
    url,
    requests,
    async addRepository(options) {
      const repository = await createRepository(options);
      hosted.set(repository.fullName.toLowerCase(), { repository, lag: createLag(repository) });
      return repository;
    },
    addToken(options) {
      const token = createToken(options, tokens.length);
      tokens.push(token);
      return token;
    },
    failAt: (index, fault) => void faults.set(index, fault),
    onRequest(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reset() {
      requests.length = 0;
      faults.clear();
      listeners.clear();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([...hosted.values()].map(({ repository }) => repository.git.close()));
    },
  };
}

async function route(
  hosted: ReadonlyMap<string, Hosted>,
  method: string,
  address: URL,
  body: string,
  token: Token | null,
): Promise<GitHubAnswer> {
  if (method === "POST" && address.pathname === "/graphql") {
    return answerQuery([...hosted.values()], token, parse(body));
  }
  const [, owner, name, rest = ""] = /^\/repos\/([^/]+)\/([^/]+)(.*)$/.exec(address.pathname) ?? [];
  const found = hosted.get(`${owner}/${name}`.toLowerCase());
  if (found === undefined) throw notFound();
  const { repository } = found;
  const isPublic = repository.visibility === "public";
  if (!canSee(token, repository.fullName, isPublic)) throw notFound();
  const route = ROUTES.find((one) => one.method === method && one.path.test(rest));
  if (route === undefined) throw notFound();
  if (!has(token, repository.fullName, isPublic, route.need)) {
    throw refuse(token, route.need.level);
  }
  if (repository.archived && route.need.level === "write") {
    throw new Refusal(403, "Repository was archived so is read-only.");
  }
  const params = (route.path.exec(rest) ?? []).slice(1).map(decodeURIComponent);
  const url = `${address.origin}/repos/${repository.fullName}`;
  const query = address.searchParams;
  return await route.handle({ ...found, token, params, query, body: parse(body), url });
}

function parse(body: string): Record<string, unknown> {
  if (body === "") return {};
  try {
    const value: unknown = JSON.parse(body);
    if (isRecord(value)) return value;
  } catch {
    // answered below
  }
  throw new Refusal(400, "Problems parsing JSON");
}

/** Takes one request off the token's hour. */
function spend(token: Token): void {
  if (token.used >= token.limit) {
    throw new Refusal(403, "API rate limit exceeded for user ID 1.");
  }
  token.used += 1;
}

/** Pages of every site may read what a token may (GitHub: REST API > CORS and JSONP). */
const CROSS_ORIGIN = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "ETag, Link, Location, Retry-After, X-RateLimit-Remaining",
};

const PREFLIGHT = {
  "access-control-allow-headers":
    "Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, Accept-Encoding, X-GitHub-OTP, X-Requested-With, User-Agent, GraphQL-Features, X-GitHub-Api-Version",
  "access-control-allow-methods": "GET, POST, PATCH, PUT, DELETE",
  "access-control-max-age": "86400",
};

function rateHeaders(token: Token | null): Record<string, string> {
  const { limit, used, resetsAt } = token ?? { limit: 60, used: 0, resetsAt: 0 };
  const expiry = token?.expiresAt?.toISOString().replace(/T(.*)\..*$/, " $1 UTC");
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-used": String(used),
    "x-ratelimit-remaining": String(Math.max(0, limit - used)),
    "x-ratelimit-reset": String(resetsAt),
    "x-ratelimit-resource": "core",
    ...(expiry === undefined ? {} : { "github-authentication-token-expiration": expiry }),
  };
}

function describeRepository({ repository, token }: RouteCall): GitHubAnswer {
  const need = { area: "contents", level: "write" } as const;
  // GitHub shows what the person behind a token may do, whatever the token may; and nobody is
  // behind a workflow's own token.
  const person = token !== null && token.kind !== "integration";
  const push = person && has(token, repository.fullName, false, { ...need, level: "read" });
  return ok({
    name: repository.name,
    full_name: repository.fullName,
    private: repository.visibility !== "public",
    visibility: repository.visibility,
    archived: repository.archived,
    size: repository.kilobytes,
    fork: repository.isFork,
    ...(repository.isFork && { parent: { html_url: "https://github.com/template/tracksafe" } }),
    is_template: repository.isTemplate,
    has_issues: repository.hasIssues,
    default_branch: repository.defaultBranch,
    permissions: { admin: false, maintain: false, push, triage: push, pull: person },
  });
}
