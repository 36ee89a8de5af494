/** Seals what is kept between two runs, each thing under a name, with one key. */
export interface StateSealer {
  /** What `name` is called where others can see it: 32 hex digits that say nothing without the key. */
  label(name: string): string;
  /** `bytes`, such that only who has the key can read them, and only under `name`. */
  seal(name: string, bytes: Uint8Array): Promise<Uint8Array>;
  /** What was sealed under `name` with this key; `null` for anything else. */
  open(name: string, sealed: Uint8Array): Promise<Uint8Array | null>;
}
