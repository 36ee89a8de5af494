import { ALL_SCOPES, type Emulator } from "../../emulator/index.ts";

/** An answer, read to its end. `json` is undefined when the body is none. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came back.
  readonly json: any;
}

/** The parts of a request besides method and path. */
export interface Sending {
  readonly json?: unknown;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client of the emulator's Web API, logged in. */
export interface Client {
  send(method: string, path: string, sending?: Sending): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** Every item of a paged list, following offsets. */
  all(path: string): Promise<readonly unknown[]>;
  readonly token: string;
}

/** Logs in with a refresh token made for the purpose. */
export async function connect(
  emulator: Emulator,
  accountId = emulator.accounts[0]?.accountId ?? "",
  scopes: readonly string[] = ALL_SCOPES,
): Promise<Client> {
  const refreshToken = emulator.issueRefreshToken(accountId, scopes);
  const login = await postToken(emulator, {
    grant_type: "refresh_token",
    refresh_token: refreshToken,
  });
  const token = String(login.json.access_token);
  const send: Client["send"] = async (method, path, { json, body, headers } = {}) => {
    const type = json === undefined ? {} : { "content-type": "application/json" };
    const payload = json === undefined ? body : JSON.stringify(json);
    return ask(emulator.apiUrl + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...type, ...headers },
      ...(payload !== undefined && { body: payload }),
    });
  };
  return {
    send,
    token,
    get: (path) => send("GET", path),
    async all(path) {
      const items: unknown[] = [];
      for (;;) {
        const joint = path.includes("?") ? "&" : "?";
        const { json } = await send("GET", `${path}${joint}limit=50&offset=${items.length}`);
        items.push(...json.items);
        if (json.next === null) return items;
      }
    },
  };
}

/** A request to the token endpoint, with the app's Basic authorization unless told otherwise. */
export async function postToken(
  emulator: Emulator,
  form: Readonly<Record<string, string>>,
  authorization: string | null = basic(emulator),
): Promise<Answer> {
  return ask(`${emulator.accountsUrl}/api/token`, {
    method: "POST",
    headers: authorization === null ? {} : { authorization },
    body: new URLSearchParams(form),
  });
}

/** The app's Basic authorization. */
export function basic({ app }: Emulator): string {
  return `Basic ${Buffer.from(`${app.clientId}:${app.clientSecret}`).toString("base64")}`;
}

/** A request without any login. */
export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: "manual", ...init });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  const { status, headers } = response;
  return { status, headers, text, json: isJson ? JSON.parse(text) : undefined };
}
