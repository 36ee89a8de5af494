import { redirectUri } from "../auth/callback-listener.ts";
import {
  inviteToRenew,
  type RenewalLink,
  type RenewalRepository,
  type RenewedLogin,
  renewLogin,
  storeReplaced,
} from "../auth/renewal.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import type { Secret } from "../secret.ts";
import { type SpotifyAppSettings, withConsent } from "./login.ts";
import type { Repository } from "./repository.ts";
import type { World } from "./world.ts";

/** The port of the redirect URI that every guide says to register. Nobody listens there. */
const PORT = 8888;

/** A login to Spotify that is to be renewed. */
export interface SpotifyRenewalRequest {
  readonly app: SpotifyAppSettings & { readonly clientSecret: Secret };
  /** The repository secret that holds the login. */
  readonly secretName: string;
}

/**
 * The link with which a person renews the login; see `inviteToRenew` of `auth/renewal.ts`, whose
 * errors it throws.
 */
export function inviteToRenewSpotify(
  { app, secretName }: SpotifyRenewalRequest,
  target: SpotifyRenewalTarget,
  world: World,
): Promise<RenewalLink> {
  const { clientSecret } = app;
  const { clock } = world;
  return withConsent(app, "backup", world, async (consent) =>
    inviteToRenew(
      { consent, clientSecret, secretName, redirectUri: redirectUri(PORT), clock },
      await open(target),
    ),
  );
}

/** The repository and the snapshots that a renewal of a login to Spotify works with. */
export interface SpotifyRenewalTarget {
  /** The repository whose secret it is, by a token that may write its secrets. */
  readonly repository: Repository;
  readonly store: SnapshotStore;
  /** The account of the login, if `store` has snapshots of several accounts. */
  readonly user: string | null;
}

/**
 * Renews the login with the address that the link led to; see `renewLogin` of `auth/renewal.ts`,
 * whose errors it throws.
 */
export function renewSpotifyLogin(
  { app, secretName }: SpotifyRenewalRequest,
  pasted: Secret,
  target: SpotifyRenewalTarget,
  world: World,
): Promise<RenewedLogin> {
  const { clientSecret } = app;
  const { clock } = world;
  return withConsent(app, "backup", world, async (consent) =>
    renewLogin(
      { consent, clientSecret, secretName, redirectUri: redirectUri(PORT), clock },
      pasted,
      await open(target),
    ),
  );
}

async function open({ repository, store, user }: SpotifyRenewalTarget): Promise<RenewalRepository> {
  return { workflows: await repository.workflows(), users: () => store.users(), user };
}

/**
 * Stores a login that Spotify gave in place of the one in the secret `secretName` of `repository`;
 * see `storeReplaced` of `auth/renewal.ts`, whose errors it throws.
 */
export async function storeReplacedLogin(
  repository: Repository,
  secretName: string,
  token: Secret,
): Promise<void> {
  await storeReplaced(await repository.workflows(), secretName, token);
}
