import type { TokenPageRequest } from "../model/workflow-repository.ts";

/**
 * The page that makes a copy of the template. Only the page from
 * which the person has tracksafe says whose the template is.
 */
export function templatePage(apiUrl: string | undefined): string {
  return `${webUrl(apiUrl)}/OWNER/tracksafe/generate (OWNER: whose page you have tracksafe from)`;
}

/**
 * The page of the website at `web` that makes a fine-grained token, with all fields filled in but
 * the repository (GitHub: Authentication > Managing your personal access tokens > Pre-filling
 * details using URL parameters).
 */
export function tokenPage(
  web: string,
  { name, owner, lifetime, rights }: TokenPageRequest,
): string {
  const query = new URLSearchParams({
    name,
    ...(owner !== null && { target_name: owner }),
    expires_in: String(lifetime),
    ...rights,
  });
  return `${web}/settings/personal-access-tokens/new?${query}`;
}

/**
 * The page of the website at `web` that makes a private repository called `name` (GitHub:
 * Repositories > Creating a new repository from a URL query).
 */
export function newRepositoryPage(web: string, name: string): string {
  return `${web}/new?${new URLSearchParams({ name, visibility: "private" })}`;
}

/** The website of the GitHub whose API is at `apiUrl`. */
export function webUrl(apiUrl = "https://api.github.com"): string {
  return apiUrl
    .replace(/^https:\/\/api\.github\.com\/?$/, "https://github.com")
    .replace(/\/(api\/v3)?\/*$/, "");
}
