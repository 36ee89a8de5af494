/** The ports of sealing. `src/crypto/age.ts` implements them; use cases know only these. */

/** Seals files to its recipients. It cannot open what it sealed. */
export interface Sealer {
  /** The method of sealing, as the metadata names it. */
  readonly scheme: "age";
  /** The public recipients, normalised, sorted, without repeats; at least one. */
  readonly recipients: readonly string[];
  /**
   * `plaintext` gzipped, then encrypted, ASCII-armored: `age -d -i key | gunzip` gives it back. The
   * same plaintext never gives the same bytes twice.
   */
  seal(plaintext: Uint8Array): Promise<Uint8Array>;
}

/** Opens what a {@link Sealer}, or the `age` program, sealed. */
export interface Opener {
  /**
   * The plaintext of `sealed`. Throws `KeyError` `key/no-match` when none of the identities fits,
   * `IntegrityError` `seal/damaged` when the bytes were changed or cut, `FormatError`
   * `seal/not-age` when it is no age file at all. It returns nothing before all of it is proved.
   */
  open(sealed: Uint8Array): Promise<Uint8Array>;
}

/**
 * Opens a sealed file: gives its plaintext, or throws `IntegrityError`, `FormatError`, `KeyError`.
 */
export type Open = (sealed: Uint8Array) => Promise<Uint8Array>;
