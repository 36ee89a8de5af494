import { createHash, randomBytes } from "node:crypto";

/** A user's permission for the app. */
export interface Grant {
  readonly accountId: string;
  readonly scopes: readonly string[];
  /** The time when the user allowed it. The refresh token is valid for six months from then. */
  readonly authorizedAt: number;
  /** Whether the client may refresh without its secret. */
  readonly publicClient: boolean;
}

/** An authorization code. It is valid once. */
export interface Code extends Omit<Grant, "publicClient"> {
  readonly redirectUri: string;
  /** The PKCE challenge (S256), if the request had one. */
  readonly challenge: string | null;
}

/** An access token. */
export interface Access extends Pick<Grant, "accountId" | "scopes"> {
  readonly expiresAt: number;
}

/** Everything that the accounts service ever issued. */
export interface Grants {
  issueCode(code: Code): string;
  /** The content of the code; it is valid once, and within ten minutes. */
  takeCode(code: string): Code | undefined;
  issueRefresh(grant: Grant): string;
  /** The grant of a refresh token, unless it was revoked. */
  findRefresh(token: string): Grant | undefined;
  revoke(token: string): void;
  issueAccess(grant: Grant): string;
  /** The grant of an access token, expired or not. */
  findAccess(token: string): Access | undefined;
  /** Makes every access token expire. */
  expireAccess(): void;
}

const CODE_LIFE_MS = 600_000;
/** Spotify: refresh tokens end six months after the user's authorization. */
const REFRESH_LIFE_MONTHS = 6;

export function createGrants(accessSeconds: number, now: () => number): Grants {
  const codes = new Map<string, Code>();
  const refresh = new Map<string, Grant>();
  const access = new Map<string, Access>();
  return {
    issueCode(code) {
      const text = token("AQ");
      codes.set(text, code);
      return text;
    },
    takeCode(text) {
      const code = codes.get(text);
      codes.delete(text);
      return code !== undefined && now() < code.authorizedAt + CODE_LIFE_MS ? code : undefined;
    },
    issueRefresh(grant) {
      const text = token("AQ");
      refresh.set(text, grant);
      return text;
    },
    findRefresh(text) {
      const grant = refresh.get(text);
      if (grant === undefined) return undefined;
      const end = new Date(grant.authorizedAt);
      end.setUTCMonth(end.getUTCMonth() + REFRESH_LIFE_MONTHS);
      return now() < end.getTime() ? grant : undefined;
    },
    revoke(text) {
      refresh.delete(text);
    },
    issueAccess({ accountId, scopes }) {
      const text = token("BQ");
      access.set(text, { accountId, scopes, expiresAt: now() + accessSeconds * 1000 });
      return text;
    },
    findAccess: (text) => access.get(text),
    expireAccess() {
      for (const [text, found] of access) access.set(text, { ...found, expiresAt: now() });
    },
  };
}

/** The S256 challenge of a PKCE verifier (RFC 7636, 4.2). */
export function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}

function token(prefix: string): string {
  return prefix + randomBytes(72).toString("base64url");
}
