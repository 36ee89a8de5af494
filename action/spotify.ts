import { storeReplacedLogin } from "../src/app/renewal.ts";
import {
  connectSpotify,
  type Session,
  type SessionOptions,
  type SpotifySettings,
} from "../src/app/session.ts";
import {
  type AppError,
  AuthError,
  CancelledError,
  NotFoundError,
  StoreError,
  toAppError,
} from "../src/errors.ts";
import { errorText } from "../src/report/error.ts";
import type { ActionContext, RunRepositories } from "./context.ts";
import type { LoginInputs } from "./needs.ts";
import { requireSettings } from "./repositories.ts";

/** The addresses of Spotify, if the environment sets others than the usual ones. */
export function spotifyAddresses({
  env,
}: ActionContext): Pick<SpotifySettings, "apiUrl" | "accountsUrl"> {
  const apiUrl = env["SPOTIFY_API_URL"];
  const accountsUrl = env["SPOTIFY_ACCOUNTS_URL"];
  return { ...(apiUrl && { apiUrl }), ...(accountsUrl && { accountsUrl }) };
}

/**
 * A session with the login of the inputs. A login that Spotify gives in its place is stored in the
 * secret that it came from, before it is used; where that cannot be, the run goes on and says so.
 */
export function connect(
  context: ActionContext,
  repositories: RunRepositories,
  { clientId, clientSecret, refreshToken }: LoginInputs,
  options: Pick<SessionOptions, "endAt" | "states" | "maxRequests">,
): Session {
  const { inputs, output, world } = context;
  const { refreshTokenSecret, maxWaitMs } = inputs;
  const settings = { clientId, clientSecret, refreshToken, ...spotifyAddresses(context) };
  return connectSpotify(settings, world, {
    ...options,
    maxWaitMs,
    async storeToken(token) {
      const repository = await requireSettings(repositories);
      await storeReplacedLogin(repository, refreshTokenSecret, token);
      output.print(`Spotify replaced the login. The new one is stored in ${refreshTokenSecret}.`);
    },
    onTokenLost(error) {
      output.warning(
        `Spotify replaced the login, but the new one could not be stored in the secret ${refreshTokenSecret}. ${errorText(error)}`,
      );
    },
  });
}

/** The state of the token that stores logins. */
export interface SecretsToken {
  /** `null`: it does not end, or does not say. */
  readonly endsAt: Date | null;
  /** The reason why it does not work; `null`: it works, as far as can be seen. */
  readonly error: AppError | null;
}

/** Looks at the token that stores logins, long before it is needed. `null`: there is none. */
export async function checkSecretsToken(
  { output }: ActionContext,
  repositories: RunRepositories,
): Promise<SecretsToken | null> {
  try {
    const repository = await repositories.settings();
    if (repository === null) return null;
    await (await repository.workflows()).secretNames();
    return { endsAt: repository.tokenExpiresAt(), error: null };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error instanceof CancelledError) throw error;
    output.log.warn("action.secrets-token", { code: error.code });
    const isItsFault = [AuthError, NotFoundError, StoreError].some((type) => error instanceof type);
    return { endsAt: null, error: isItsFault ? error : null };
  }
}
