import { type Answer, created, invalid, noContent, notFound, ok } from "./answer.ts";
import type { Workflow } from "./repository.ts";
import { type Call, param, type Route, text } from "./route.ts";

const actionsRead = { area: "actions", level: "read" } as const;
const actionsWrite = { area: "actions", level: "write" } as const;
const secretsRead = { area: "secrets", level: "read" } as const;
const secretsWrite = { area: "secrets", level: "write" } as const;

/** Workflows and Actions secrets. */
export const actionRoutes: readonly Route[] = [
  { method: "GET", path: /^\/actions\/workflows$/, need: actionsRead, handle: listWorkflows },
  {
    method: "GET",
    path: /^\/actions\/workflows\/([^/]+)$/,
    need: actionsRead,
    handle: (call) => ok(describe(findWorkflow(call))),
  },
  {
    method: "PUT",
    path: /^\/actions\/workflows\/([^/]+)\/enable$/,
    need: actionsWrite,
    handle: enableWorkflow,
  },
  {
    method: "GET",
    path: /^\/actions\/secrets\/public-key$/,
    need: secretsRead,
    handle: readPublicKey,
  },
  { method: "GET", path: /^\/actions\/secrets$/, need: secretsRead, handle: listSecrets },
  { method: "PUT", path: /^\/actions\/secrets\/([^/]+)$/, need: secretsWrite, handle: putSecret },
];

const describe = ({ id, file, state }: Workflow): unknown => ({
  id,
  name: file.replace(/\.ya?ml$/, ""),
  path: `.github/workflows/${file}`,
  state,
});

function listWorkflows({ repository }: Call): Answer {
  const { workflows } = repository;
  return ok({ total_count: workflows.length, workflows: workflows.map(describe) });
}

function findWorkflow(call: Call): Workflow {
  const name = param(call, 0);
  const found = call.repository.workflows.find(({ id, file }) => file === name || `${id}` === name);
  if (found === undefined) throw notFound();
  return found;
}

function enableWorkflow(call: Call): Answer {
  findWorkflow(call).state = "active";
  return noContent();
}

function readPublicKey({ repository }: Call): Answer {
  const { id, public: key } = repository.secretKey;
  return ok({ key_id: id, key: key.toString("base64") });
}

function listSecrets({ repository }: Call): Answer {
  const secrets = [...repository.secrets.keys()].map((name) => ({ name }));
  return ok({ total_count: secrets.length, secrets });
}

/** A sealed box adds the sender's public key and a tag to what it holds, at most 48 KB. */
const SEAL_BYTES = 48;
const MAX_SECRET_BYTES = 48 * 1024;

function putSecret(call: Call): Answer {
  const name = param(call, 0).toUpperCase();
  if (!/^[A-Z_][A-Z0-9_]*$/.test(name) || name.startsWith("GITHUB_")) {
    throw invalid("Secret names can only contain alphanumeric characters or underscores.");
  }
  if (text(call.body, "key_id") !== call.repository.secretKey.id) {
    throw invalid("Bad request: the key_id is not the current public key.");
  }
  const value = text(call.body, "encrypted_value");
  const bytes = Buffer.from(value, "base64");
  if (bytes.toString("base64") !== value || bytes.length < SEAL_BYTES) {
    throw invalid("The encrypted value is not valid.");
  }
  if (bytes.length > MAX_SECRET_BYTES + SEAL_BYTES) throw invalid("Secret value is too large.");
  const known = call.repository.secrets.has(name);
  call.repository.secrets.set(name, value);
  return known ? noContent() : created({});
}
