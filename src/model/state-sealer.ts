/** Seals data that is kept between two runs, each piece under a name, with one key. */
export interface StateSealer {
  /** A public stand-in for `name`: 32 hex digits that say nothing without the key. */
  label(name: string): string;
  /** Seals `bytes` so that only somebody with the key can read them, and only under `name`. */
  seal(name: string, bytes: Uint8Array): Promise<Uint8Array>;
  /** The bytes that were sealed under `name` with this key; `null` for anything else. */
  open(name: string, sealed: Uint8Array): Promise<Uint8Array | null>;
}
