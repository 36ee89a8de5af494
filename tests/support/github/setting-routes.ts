import { created, type GitHubAnswer, invalid, noContent, notFound, ok, Refusal } from "./answer.ts";
import { optionalText, param, type Route, type RouteCall, text } from "./route.ts";

const secretsRead = { area: "secrets", level: "read" } as const;
const secretsWrite = { area: "secrets", level: "write" } as const;
const variablesRead = { area: "variables", level: "read" } as const;
const variablesWrite = { area: "variables", level: "write" } as const;

/** Secrets and variables for Actions. */
export const settingRoutes: readonly Route[] = [
  {
    method: "GET",
    path: /^\/actions\/secrets\/public-key$/,
    need: secretsRead,
    handle: readPublicKey,
  },
  { method: "GET", path: /^\/actions\/secrets$/, need: secretsRead, handle: listSecrets },
  { method: "PUT", path: /^\/actions\/secrets\/([^/]+)$/, need: secretsWrite, handle: putSecret },
  {
    method: "DELETE",
    path: /^\/actions\/secrets\/([^/]+)$/,
    need: secretsWrite,
    handle: deleteSecret,
  },
  { method: "GET", path: /^\/actions\/variables$/, need: variablesRead, handle: listVariables },
  { method: "POST", path: /^\/actions\/variables$/, need: variablesWrite, handle: createVariable },
  {
    method: "PATCH",
    path: /^\/actions\/variables\/([^/]+)$/,
    need: variablesWrite,
    handle: updateVariable,
  },
];

/** A sealed box adds the sender's public key and a tag to what it holds, at most 48 KB. */
const SEAL_BYTES = 48;
const MAX_BYTES = 48 * 1024;

/** GitHub: Actions > Secrets reference > Naming your secrets; variables have the same rules. */
function nameOf(name: string, kind: "Secret" | "Variable"): string {
  if (!/^[A-Z_][A-Z0-9_]*$/i.test(name)) {
    throw invalid(`${kind} names can only contain alphanumeric characters or underscores.`);
  }
  if (/^GITHUB_/i.test(name)) throw invalid(`${kind} names must not start with GITHUB_.`);
  return name.toUpperCase();
}

function page<T>(
  all: readonly T[],
  { query }: RouteCall,
  usual: number,
  most: number,
): readonly T[] {
  const size = Math.min(Number(query.get("per_page") ?? usual), most);
  const number = Number(query.get("page") ?? 1);
  return all.slice((number - 1) * size, number * size);
}

function readPublicKey({ repository }: RouteCall): GitHubAnswer {
  const { id, public: key } = repository.secretKey;
  return ok({ key_id: id, key: key.toString("base64") });
}

function listSecrets(call: RouteCall): GitHubAnswer {
  const names = [...call.repository.secrets.keys()].sort();
  const secrets = page(names, call, 30, 100).map((name) => ({ name }));
  return ok({ total_count: names.length, secrets });
}

function putSecret(call: RouteCall): GitHubAnswer {
  const name = nameOf(param(call, 0), "Secret");
  if (text(call.body, "key_id") !== call.repository.secretKey.id) {
    throw invalid("Bad request: the key_id is not the current public key.");
  }
  const value = text(call.body, "encrypted_value");
  const bytes = Buffer.from(value, "base64");
  if (bytes.toString("base64") !== value || bytes.length < SEAL_BYTES) {
    throw invalid("The encrypted value is not valid.");
  }
  if (bytes.length > MAX_BYTES + SEAL_BYTES) throw invalid("Secret value is too large.");
  const { secrets } = call.repository;
  const isKnown = secrets.has(name);
  if (!isKnown && secrets.size >= 100) throw invalid("Too many secrets.");
  secrets.set(name, value);
  return isKnown ? noContent() : created({});
}

function deleteSecret(call: RouteCall): GitHubAnswer {
  if (!call.repository.secrets.delete(param(call, 0).toUpperCase())) throw notFound();
  return noContent();
}

function listVariables(call: RouteCall): GitHubAnswer {
  const all = [...call.repository.variables].sort(([a], [b]) => (a < b ? -1 : 1));
  const variables = page(all, call, 10, 30).map(([name, value]) => ({ name, value }));
  return ok({ total_count: all.length, variables });
}

function createVariable(call: RouteCall): GitHubAnswer {
  const name = nameOf(text(call.body, "name"), "Variable");
  const { variables } = call.repository;
  if (variables.has(name)) throw new Refusal(409, "Already exists - Variable already exists");
  variables.set(name, checkValue(text(call.body, "value")));
  return created({});
}

function updateVariable(call: RouteCall): GitHubAnswer {
  const name = param(call, 0).toUpperCase();
  const { variables } = call.repository;
  const known = variables.get(name);
  if (known === undefined) throw notFound();
  const renamed = nameOf(optionalText(call.body, "name") ?? name, "Variable");
  variables.delete(name);
  variables.set(renamed, checkValue(optionalText(call.body, "value") ?? known));
  return noContent();
}

function checkValue(value: string): string {
  if (Buffer.byteLength(value) > MAX_BYTES) throw invalid("Variable value is too large.");
  return value;
}
