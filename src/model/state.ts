/**
 * What a run leaves for later ones beside the snapshots: small sealed files, by name. It may be lost
 * at any time, which costs requests and never correctness.
 */
export interface State {
  /** What is kept under `name`; `null` when there is nothing, or nothing that can be trusted. */
  read(name: string): Promise<Uint8Array | null>;
  /** Keeps `bytes` under `name`, in place of what was there. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Every name that something is kept under. */
  names(): Promise<readonly string[]>;
  /** Forgets `name`, if it is there. */
  remove(name: string): Promise<void>;
}

/** Under this name an account's state has the ISO time at which a restore last wrote into it. */
export const RESTORED = "restored";

/** Under this name an app's state has the ISO time before which the provider wants no requests. */
export const PAUSE = "pause";

/** A state that keeps nothing, for where there is no place for one. */
export const noState: State = {
  read: async () => null,
  write: async () => {},
  names: async () => [],
  remove: async () => {},
};

/** The states of one app of the provider, which runs leave for later ones. */
export interface States {
  /** Belongs to all accounts of the app. It can be read before it is known whose login it is. */
  ofApp(): Promise<State>;
  /** Belongs to the account whose directory name is `user`. */
  ofUser(user: string): Promise<State>;
  /** Saves what was written so far beyond this machine, where that is wanted. Never throws. */
  save(): Promise<void>;
}
