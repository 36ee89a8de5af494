import * as z from "zod";
import { UsageError } from "../errors.ts";
import { Secret } from "../secret.ts";
import type { Login } from "./login.ts";

/** A login, and the app it was made with. */
export interface Credentials extends Omit<Login, "names"> {
  readonly clientId: string;
  /** Absent: the login was made without one (PKCE). */
  readonly clientSecret?: Secret;
}

/** The stored login of this machine. */
export interface CredentialsStore {
  readonly path: string;
  /**
   * The login; `null` when there is none. Throws `UsageError` `config/credentials` for a file that
   * must not be trusted or cannot be understood; `StoreError` `store/io`.
   */
  read(): Promise<Credentials | null>;
  write(credentials: Credentials): Promise<void>;
  /**
   * Gives a function that stores the tokens that the provider gives in place of the one in
   * `credentials`, each in place of the one before. It leaves a login alone that was made in the
   * meantime, because that one counts.
   */
  keeperOf(credentials: Credentials): (token: Secret) => Promise<void>;
  /** Whether there was one. */
  remove(): Promise<boolean>;
}

/** The file that holds the login, such as a `PrivateFile` of `disk/private-file.ts`. */
export interface CredentialsFile {
  readonly path: string;
  read(): Promise<Secret | null>;
  replace(content: Secret): Promise<void>;
  remove(): Promise<boolean>;
}

/** Keeps the login in `file`, as JSON. `onSecret` is told each secret that is read. */
export function createCredentialsStore(
  file: CredentialsFile,
  onSecret: (secret: Secret) => void,
): CredentialsStore {
  async function read(): Promise<Credentials | null> {
    const text = await file.read();
    if (text === null) return null;
    const credentials = parse(text);
    if (credentials.clientSecret) onSecret(credentials.clientSecret);
    onSecret(credentials.refreshToken);
    return credentials;
  }

  return {
    path: file.path,
    read,
    write: (credentials) => file.replace(format(credentials)),
    keeperOf({ refreshToken }) {
      let last = refreshToken;
      return async (token) => {
        const stored = await read();
        if (stored?.refreshToken.reveal() !== last.reveal()) return;
        await file.replace(format({ ...stored, refreshToken: token }));
        last = token;
      };
    },
    remove: () => file.remove(),
  };
}

const hidden = z
  .string()
  .min(1)
  .transform((value) => new Secret(value));

const schema = z.object({
  version: z.literal(1),
  clientId: z.string().min(1),
  clientSecret: hidden.optional(),
  refreshToken: hidden,
  scopes: z.array(z.string()).nullable(),
  account: z.string().min(1),
  authorizedAt: z.iso.datetime().transform((value) => new Date(value)),
});

function parse(text: Secret): Credentials {
  let json: unknown;
  try {
    json = JSON.parse(text.reveal());
  } catch {
    // The cause is left out: a SyntaxError quotes the text, which may be secret.
  }
  const result = schema.safeParse(json);
  if (!result.success) {
    throw new UsageError("config/credentials", "The credentials file was changed or is damaged.", {
      hint: "Run `tracksafe auth logout` to remove it, and log in again with `tracksafe auth`.",
    });
  }
  const { version: _version, clientSecret, ...rest } = result.data;
  return { ...rest, ...(clientSecret && { clientSecret }) };
}

function format(credentials: Credentials): Secret {
  const { clientId, clientSecret, refreshToken, scopes, account, authorizedAt } = credentials;
  const json = {
    version: 1,
    clientId,
    scopes,
    account,
    ...(clientSecret && { clientSecret: clientSecret.reveal() }),
    refreshToken: refreshToken.reveal(),
    authorizedAt: authorizedAt.toISOString(),
  };
  return new Secret(`${JSON.stringify(json, null, 2)}\n`);
}
