import { UsageError } from "../errors.ts";

/** The profile of a login that was stored without a name. */
export const DEFAULT_PROFILE = "default";

/** In lower case, because some file systems take `A` and `a` for one name. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,31}$/;
const FILE = /^credentials(?:\.([a-z0-9][a-z0-9_-]{0,31}))?\.json$/;

/**
 * The profile that `env` names in TRACKSAFE_PROFILE. Throws `UsageError` `config/invalid` for a name
 * that is none.
 */
export function profileOf(env: Readonly<Record<string, string | undefined>>): string {
  const name = env["TRACKSAFE_PROFILE"]?.trim() || DEFAULT_PROFILE;
  if (NAME.test(name)) return name;
  throw new UsageError("config/invalid", "The name of the profile is not valid.", {
    hint: "Give --profile or TRACKSAFE_PROFILE up to 32 lower-case letters, digits, dashes and underscores, such as `restore`.",
  });
}

/** The name of the file with the login of a profile. */
export function credentialsName(profile: string): string {
  return profile === DEFAULT_PROFILE ? "credentials.json" : `credentials.${profile}.json`;
}

/** The profile whose login is in the file `name`; `null`: it is no such file. */
export function parseCredentialsName(name: string): string | null {
  const match = FILE.exec(name);
  if (match === null || match[1] === DEFAULT_PROFILE) return null;
  return match[1] ?? DEFAULT_PROFILE;
}
