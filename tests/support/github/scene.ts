import { createGitHub, type GitHub } from "../../../src/github/client.ts";
import { createFetch } from "../../../src/http/fetch.ts";
import { type Log, silentLog } from "../../../src/log.ts";
import { Secret } from "../../../src/secret.ts";
import { createFakeClock, type FakeClock } from "../fake-clock.ts";
import type { FakeRepository, RepositoryOptions } from "./repository.ts";
import { type FakeGitHub, startGitHub } from "./server.ts";
import type { Rights, Token, TokenKind } from "./tokens.ts";

/** A server with clients for it. */
export interface GitHubScene {
  readonly server: FakeGitHub;
  /** A client of its own, with a clock that jumps over every wait. */
  connect(token: Token | string, options?: ConnectOptions): { github: GitHub; clock: FakeClock };
  /** A repository called `somebody/backups` unless named. */
  repository(options?: Partial<RepositoryOptions>): Promise<FakeRepository>;
  /** A token with these rights in one repository; by default all that a backup needs. */
  token(repository: FakeRepository, rights?: Rights, kind?: TokenKind): Token;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly signal?: AbortSignal;
  readonly log?: Log;
  readonly apiUrl?: string;
}

export const NOW = "2026-11-22T03:17:00Z";

export async function createGitHubScene(): Promise<GitHubScene> {
  const server = await startGitHub();
  const transport = createFetch();
  let tokens = 0;
  return {
    server,
    connect(token, options = {}) {
      const clock = createFakeClock(NOW, { autoAdvance: true });
      const github = createGitHub({
        token: new Secret(typeof token === "string" ? token : token.value),
        tokenName: "GITHUB_TOKEN",
        apiUrl: options.apiUrl ?? server.url,
        fetch: transport.fetch,
        clock,
        log: options.log ?? silentLog,
        userAgent: "tracksafe/0.0.0",
        ...(options.signal && { signal: options.signal }),
      });
      return { github, clock };
    },
    repository: (options = {}) =>
      server.addRepository({ owner: "somebody", name: "backups", ...options }),
    token(repository, rights = { contents: "write" }, kind = "personal") {
      tokens += 1;
      const label = `token-${tokens}`;
      return server.addToken({ label, kind, rights: { [repository.fullName]: rights } });
    },
    async close() {
      await transport[Symbol.asyncDispose]();
      await server.close();
    },
  };
}
