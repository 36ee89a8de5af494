import type { GitHub } from "./client.ts";
import type { Need } from "./failures.ts";
import type { RepositoryName } from "./repository.ts";

const READ: Need = { area: "variables", level: "read" };
const WRITE: Need = { area: "variables", level: "write" };

/** GitHub: REST API > Actions variables, `per_page`. */
const PAGE = 30;

/** The number of pages that are read: a repository has at most 500 variables. */
const MAX_PAGES = 17;

/** A repository's own variables for Actions, by name. Throws as `GitHub.call` does. */
export async function readVariables(
  github: GitHub,
  at: RepositoryName,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { variables } = await github.call(READ, (rest) =>
      rest.actions.listRepoVariables({ ...at, per_page: PAGE, page }),
    );
    for (const { name, value } of variables) found.set(name, value);
    if (variables.length < PAGE) break;
  }
  return found;
}

/**
 * Sets a variable for Actions, whether it is there or not. Throws as `GitHub.call` does:
 * `StoreError` `store/refused` for a name or a size that GitHub does not take.
 */
export async function writeVariable(
  github: GitHub,
  at: RepositoryName,
  { name, value }: { readonly name: string; readonly value: string },
): Promise<void> {
  const changed = await github.attempt(WRITE, [404], (rest) =>
    rest.actions.updateRepoVariable({ ...at, name, value }),
  );
  if ("data" in changed) return;
  // 409: there already, and so made by this very request whose first answer was lost.
  await github.attempt(WRITE, [409], (rest) =>
    rest.actions.createRepoVariable({ ...at, name, value }),
  );
}
