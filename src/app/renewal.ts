import { redirectUri } from "../auth/callback-listener.ts";
import {
  inviteToRenew,
  type NamedSecret,
  type Renewal,
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

/** A login to Spotify that is to be made or renewed through a link. */
export interface SpotifyRenewalRequest {
  readonly app: SpotifyAppSettings & { readonly clientSecret: Secret };
  /** Decides which permissions the login has, and which accounts are accepted. */
  readonly purpose: Renewal["purpose"];
  readonly newUser: boolean;
  /** The repository secret that holds the login. */
  readonly secretName: string;
  /** Secrets to store with it. */
  readonly companions: readonly NamedSecret[];
}

/**
 * The link with which a person logs in; see `inviteToRenew` of `auth/renewal.ts`, whose errors it
 * throws.
 */
export function inviteToRenewSpotify(
  request: SpotifyRenewalRequest,
  target: SpotifyRenewalTarget,
  world: World,
): Promise<RenewalLink> {
  return withRenewal(request, world, async (renewal) => inviteToRenew(renewal, await open(target)));
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
 * Makes the address that the link led to a login, and stores it; see `renewLogin` of
 * `auth/renewal.ts`, whose errors it throws.
 */
export function renewSpotifyLogin(
  request: SpotifyRenewalRequest,
  pasted: Secret,
  target: SpotifyRenewalTarget,
  world: World,
): Promise<RenewedLogin> {
  return withRenewal(request, world, async (renewal) =>
    renewLogin(renewal, pasted, await open(target)),
  );
}

function withRenewal<T>(
  { app, purpose, newUser, secretName, companions }: SpotifyRenewalRequest,
  world: World,
  work: (renewal: Renewal) => Promise<T>,
): Promise<T> {
  const { clientSecret } = app;
  const { clock } = world;
  return withConsent(app, purpose, world, (consent) =>
    work({
      consent,
      clientSecret,
      purpose,
      newUser,
      secretName,
      companions,
      redirectUri: redirectUri(PORT),
      clock,
    }),
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
