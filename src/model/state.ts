/**
 * Small sealed files, each with a name, that a run leaves for later runs beside the snapshots. They
 * may be lost at any time, which costs requests and never correctness.
 */
export interface State {
  /** The bytes kept under `name`; `null` when there are none, or none that can be trusted. */
  read(name: string): Promise<Uint8Array | null>;
  /** Keeps `bytes` under `name`, in place of earlier ones. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** All names that have something kept. */
  names(): Promise<readonly string[]>;
  /** Forgets `name`, if it is there. */
  remove(name: string): Promise<void>;
}

/**
 * The name, in an account's state, of the ISO time at which a restore last wrote into the account.
 */
export const RESTORED = "restored";

/** The name, in an app's state, of the ISO time before which the provider wants no requests. */
export const PAUSE = "pause";

/** A state that keeps nothing. It is used where no directory for a state exists. */
export const noState: State = {
  read: async () => null,
  write: async () => {},
  names: async () => [],
  remove: async () => {},
};

/** The states that runs leave for later ones, all of one app of the provider. */
export interface States {
  /**
   * Belongs to all accounts of the app. It can be read before the account of the login is known.
   */
  ofApp(): Promise<State>;
  /** Belongs to the account whose directory name is `user`. */
  ofUser(user: string): Promise<State>;
  /** Saves everything written so far beyond this machine, if that is configured. Never throws. */
  save(): Promise<void>;
}
