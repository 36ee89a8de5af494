/** Something that goes wrong with one request. */
export type Fault =
  /** The server answers this instead of doing what was asked. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection is cut before anything is done. */
  | { readonly kind: "reset" }
  /** The server does what was asked, and the connection is cut before the answer. */
  | { readonly kind: "appliedThenLost" }
  /** The server does what was asked and answers something else. */
  | { readonly kind: "appliedThenStatus"; readonly status: number };

/** GitHub's answer to a client that is too fast. */
export function secondaryLimit(retryAfterSeconds: number | null, status = 403): Fault {
  return {
    kind: "status",
    status,
    message: "You have exceeded a secondary rate limit. Please wait a few minutes.",
    headers: retryAfterSeconds === null ? {} : { "retry-after": String(retryAfterSeconds) },
  };
}

/** GitHub's answer to a client that has used up its hour. */
export function primaryLimit(resetsAt: Date): Fault {
  return {
    kind: "status",
    status: 403,
    message: "API rate limit exceeded for user ID 1.",
    headers: {
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(Math.floor(resetsAt.getTime() / 1000)),
    },
  };
}
