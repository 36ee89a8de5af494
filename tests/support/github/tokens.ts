import { Refusal } from "./answer.ts";

export type Area = "metadata" | "contents" | "issues" | "secrets" | "variables" | "actions";
export type AccessLevel = "none" | "read" | "write";

/** The rights of a token in one repository. An area that is not named: none; metadata: read. */
export type Rights = Readonly<Partial<Record<Area, AccessLevel>>>;

/** The right that a request needs. */
export interface RequiredRight {
  readonly area: Area;
  readonly level: "read" | "write";
}

/**
 * The kinds of token: `integration` is a workflow's own, `personal` a fine-grained one, `classic`
 * the old kind, to which GitHub does not admit that something exists which it may not see.
 */
export type TokenKind = "integration" | "personal" | "classic";

export interface TokenOptions {
  readonly label: string;
  readonly kind?: TokenKind;
  /** By `owner/name`. Repositories that are not named do not exist for the token, unless public. */
  readonly rights: Readonly<Record<string, Rights>>;
  /** The number of requests that it may make until `resetsAt`. */
  readonly limit?: number;
  /** The end of the token. If it is set, answers name it in a header. */
  readonly expiresAt?: Date;
}

export interface Token {
  readonly label: string;
  readonly value: string;
  readonly kind: TokenKind;
  readonly rights: ReadonlyMap<string, Rights>;
  readonly limit: number;
  readonly expiresAt: Date | null;
  /** In seconds since 1970. */
  resetsAt: number;
  used: number;
  revoked: boolean;
}

const PREFIX: Record<TokenKind, string> = {
  integration: "ghs_",
  personal: "github_pat_",
  classic: "ghp_",
};

export function createToken(options: TokenOptions, number: number): Token {
  const kind = options.kind ?? "personal";
  const rights = Object.entries(options.rights);
  if (kind === "integration" && rights.some(([, own]) => own.secrets ?? own.variables)) {
    throw new Error("a workflow's own token cannot be given a right to secrets or variables");
  }
  return {
    label: options.label,
    value: `${PREFIX[kind]}${String(number).padStart(4, "0")}fakeFAKEfakeFAKEfakeFAKEfake`,
    kind,
    rights: new Map(rights.map(([name, own]) => [name.toLowerCase(), own])),
    limit: options.limit ?? 5000,
    expiresAt: options.expiresAt ?? null,
    resetsAt: Math.floor(Date.now() / 1000) + 3600,
    used: 0,
    revoked: false,
  };
}

const RANK: Record<AccessLevel, number> = { none: 0, read: 1, write: 2 };

/** Whether the repository exists for the token at all. `null`: nobody is logged in. */
export function canSee(token: Token | null, name: string, isPublic: boolean): boolean {
  return isPublic || token?.rights.has(name.toLowerCase()) === true;
}

/** Whether the token has a right in a repository that it can see. */
export function has(
  token: Token | null,
  name: string,
  isPublic: boolean,
  need: RequiredRight,
): boolean {
  const rights = token?.rights.get(name.toLowerCase());
  const own = rights?.[need.area] ?? (rights && need.area === "metadata" ? "read" : "none");
  if (RANK[own] >= RANK[need.level]) return true;
  return isPublic && need.level === "read" && !isSetting(need.area);
}

/** Whether only collaborators can see it, even in a public repository. */
function isSetting(area: Area): boolean {
  return area === "secrets" || area === "variables";
}

/** GitHub's refusal when a token lacks a right in a repository that it can see. */
export function refuse(token: Token | null, level: "read" | "write"): Refusal {
  if (token === null) {
    return level === "write"
      ? new Refusal(401, "Requires authentication")
      : new Refusal(404, "Not Found");
  }
  if (token.kind === "classic") return new Refusal(404, "Not Found");
  const whose = token.kind === "integration" ? "integration" : "personal access token";
  return new Refusal(403, `Resource not accessible by ${whose}`);
}
