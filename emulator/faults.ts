/** A way in which a request goes wrong. The functions of {@link fault} make these. */
export type Fault =
  | {
      readonly kind: "status";
      readonly code: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "rateLimit"; readonly retryAfter: string | null }
  | { readonly kind: "quota"; readonly retryAfter: string | null }
  | { readonly kind: "reset" | "hang" | "truncate" | "html" | "garbage" | "appliedThenLost" }
  | { readonly kind: "appliedThenStatus"; readonly code: number }
  | { readonly kind: "edited"; readonly edit: Edit };

/** Returns a changed answer. It gets a copy of the real one, and the `query` of the request. */
export type Edit = (body: Json, query: Readonly<Record<string, string>>) => unknown;

/** The JSON of an answer, to be changed by hand. */
// biome-ignore lint/suspicious/noExplicitAny: an edit reaches into whatever the answer is.
export type Json = any;

/** The faults that a test can ask for. */
export const fault = {
  /** The given status instead of the answer; by default with the Web API's error object. */
  status: (code: number, body?: unknown, headers?: Readonly<Record<string, string>>): Fault => ({
    kind: "status",
    code,
    ...(body !== undefined && { body }),
    ...(headers && { headers }),
  }),
  /**
   * 429 with this `Retry-After`, or without one. A value that names a time starts a ban until then.
   */
  rateLimit: (retryAfter: string | number | null): Fault => ({
    kind: "rateLimit",
    retryAfter: retryAfter === null ? null : String(retryAfter),
  }),
  /** The 429 of a used-up daily quota, by default for most of a day. */
  quota: (retryAfter: string | number | null = 83_316): Fault => ({
    kind: "quota",
    retryAfter: retryAfter === null ? null : String(retryAfter),
  }),
  /** The connection is reset before an answer. */
  reset: (): Fault => ({ kind: "reset" }),
  /** No answer until the emulator closes. */
  hang: (): Fault => ({ kind: "hang" }),
  /** Half of the announced body, then the connection ends. */
  truncate: (): Fault => ({ kind: "truncate" }),
  /** 200 with a page of HTML, as from a captive portal. */
  html: (): Fault => ({ kind: "html" }),
  /** 200 with the first half of the JSON, complete as far as HTTP can tell. */
  garbage: (): Fault => ({ kind: "garbage" }),
  /** The request is carried out, and its answer is lost. */
  appliedThenLost: (): Fault => ({ kind: "appliedThenLost" }),
  /** The request is carried out, and the answer is an error. */
  appliedThenStatus: (code: number): Fault => ({ kind: "appliedThenStatus", code }),
  /** The request is carried out, and its answer is changed. */
  edited: (edit: Edit): Fault => ({ kind: "edited", edit }),
};

/** The requests that a fault applies to. */
export interface FaultRule {
  readonly method?: string;
  /**
   * The whole path below `/v1` or the accounts service (`/me/tracks`, `/api/token`), or a pattern.
   */
  readonly path: string | RegExp;
  /** Only requests whose query has all of this: `{ offset: "50" }`. */
  readonly query?: Readonly<Record<string, string>>;
  /** The number of matching requests that pass first; default none. */
  readonly after?: number;
  /** The number of requests that it applies to; default 1, `Infinity` for all. */
  readonly times?: number;
  readonly fault: Fault;
}

/** A fault that was added to the plan. */
export interface PlannedFault {
  /** The number of requests that it applied to so far. */
  fired(): number;
  remove(): void;
}

/** The planned faults. */
export interface FaultPlan {
  /**
   * Adds a rule. Rules are tried in the order in which they were added; the first that applies
   * decides.
   */
  add(rule: FaultRule): PlannedFault;
  clear(): void;
}

/** The parts of a request that rules look at. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** The plan together with the method for the server. */
export interface Faults extends FaultPlan {
  /** The fault of this request. The request counts as one that came. */
  next(request: Asked): Fault | undefined;
}

export function createFaults(): Faults {
  let planned: { readonly rule: FaultRule; seen: number; fired: number }[] = [];
  return {
    add(rule) {
      const entry = { rule, seen: 0, fired: 0 };
      planned.push(entry);
      return {
        fired: () => entry.fired,
        remove() {
          planned = planned.filter((other) => other !== entry);
        },
      };
    },
    clear() {
      planned = [];
    },
    next(asked) {
      for (const entry of planned) {
        const { rule } = entry;
        if (!applies(rule, asked) || entry.fired >= (rule.times ?? 1)) continue;
        entry.seen += 1;
        if (entry.seen <= (rule.after ?? 0)) continue;
        entry.fired += 1;
        return rule.fault;
      }
      return undefined;
    },
  };
}

/** The seconds a `Retry-After` header asks for; `undefined` when it says nothing usable. */
export function secondsOf(retryAfter: string | null, now: number): number | undefined {
  if (retryAfter === null) return undefined;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter);
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}

function applies({ method, path: wanted, query = {} }: FaultRule, asked: Asked): boolean {
  if (method !== undefined && method !== asked.method) return false;
  if (Object.entries(query).some(([name, value]) => asked.query[name] !== value)) return false;
  const { path } = asked;
  return typeof wanted === "string" ? wanted === path : new RegExp(wanted).test(path);
}
