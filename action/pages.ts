import { newRepositoryPage, tokenPage } from "../src/app/repository.ts";
import type { SetupPages } from "../src/report/checklist.ts";
import type { ActionContext } from "./context.ts";

/** The longest lifetime of a token that GitHub's page offers, in days. */
const LONGEST = 365;

/** The pages that set the workflows of the running repository up. */
export function setupPagesOf({ env }: ActionContext): SetupPages {
  const server = env["GITHUB_SERVER_URL"] || "https://github.com";
  const name = env["GITHUB_REPOSITORY"] ?? "";
  const [owner = null] = name.split("/");
  const repository = `${server}/${name}`;
  const token = (name: string, rights: Readonly<Record<string, "write">>): string =>
    tokenPage(server, { name, owner, lifetime: LONGEST, rights });
  return {
    repository,
    newVariable: `${repository}/settings/variables/actions/new`,
    newSecret: `${repository}/settings/secrets/actions/new`,
    secrets: `${repository}/settings/secrets/actions`,
    variables: `${repository}/settings/variables/actions`,
    logIn: `${repository}/actions/workflows/reauthorize.yml`,
    backup: `${repository}/actions/workflows/backup.yml`,
    keyPage: `${repository}/blob/HEAD/docs/tracksafe.html`,
    guide: `${repository}/blob/HEAD/docs/setup.md`,
    secretsToken: token("tracksafe-secrets", { secrets: "write", actions_variables: "write" }),
    newVault: newRepositoryPage(server, "tracksafe-snapshots"),
    vaultToken: token("tracksafe-snapshots", { contents: "write", issues: "write" }),
  };
}
