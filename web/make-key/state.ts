import type { GeneratedKey } from "../../src/crypto/keygen.ts";
import type { Secret } from "../../src/secret.ts";

/** A copy of a key that a passphrase opens. */
export interface RecoveryCopy {
  /** An armored age file. */
  readonly content: Uint8Array;
  readonly passphrase: Secret;
  /** Whether the person has downloaded it. */
  readonly isSaved: boolean;
}

/** How far the making of a key has come. Only the last step holds no secret. */
export type Making =
  | { readonly step: "choose" }
  | { readonly step: "keep"; readonly key: GeneratedKey; readonly isShown: boolean }
  | { readonly step: "offer"; readonly key: GeneratedKey }
  | {
      readonly step: "copy";
      readonly key: GeneratedKey;
      readonly copy: RecoveryCopy;
      readonly isShown: boolean;
    }
  | { readonly step: "use"; readonly recipient: string; readonly hasCopy: boolean };

/** All that the page "Make a key" shows. */
export interface MakeKeyState {
  readonly making: Making;
  /** What takes a while just now, as a sentence; `null`: nothing. */
  readonly working: string | null;
  /** Why the person cannot go on, and what to do about it; `null`: they can. */
  readonly problem: string | null;
}

/** The page as it is opened. */
export const START: MakeKeyState = { making: { step: "choose" }, working: null, problem: null };
