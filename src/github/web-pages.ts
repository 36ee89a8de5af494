import type { TokenPageRequest } from "../model/workflow-repository.ts";

/**
 * The page that makes a copy of the template. Only the page from
 * which the person has tracksafe says whose the template is.
 */
export function templatePage(apiUrl: string | undefined): string {
  return `${webUrl(apiUrl)}/OWNER/tracksafe/generate (OWNER: whose page you have tracksafe from)`;
}

/**
 * The page that makes a fine-grained token, with all fields filled in (GitHub: Authentication >
 * Managing your personal access tokens > Pre-filling details using URL parameters).
 */
export function tokenPage(
  apiUrl: string | undefined,
  { name, owner, lifetime, rights }: TokenPageRequest,
): string {
  const query = new URLSearchParams({
    name,
    ...(owner !== null && { target_name: owner }),
    expires_in: String(lifetime),
    ...rights,
  });
  return `${webUrl(apiUrl)}/settings/personal-access-tokens/new?${query}`;
}

/** The website of the GitHub whose API is at `apiUrl`. */
export function webUrl(apiUrl = "https://api.github.com"): string {
  return apiUrl
    .replace(/^https:\/\/api\.github\.com\/?$/, "https://github.com")
    .replace(/\/(api\/v3)?\/*$/, "");
}
