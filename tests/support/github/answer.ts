/** The server's answer to one request. */
export interface GitHubAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends the handling of a request with an answer; `message` as GitHub words it. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly answer: GitHubAnswer;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    const documentation = "https://docs.github.com/rest";
    this.answer = {
      status,
      body: { message, documentation_url: documentation, status: String(status) },
      headers,
    };
  }
}

export const notFound = (message = "Not Found"): Refusal => new Refusal(404, message);
export const invalid = (message: string): Refusal => new Refusal(422, message);
export const emptyRepository = (): Refusal => new Refusal(409, "Git Repository is empty.");
export const ok = (body: unknown): GitHubAnswer => ({ status: 200, body });
export const created = (body: unknown): GitHubAnswer => ({ status: 201, body });
export const noContent = (): GitHubAnswer => ({ status: 204 });
