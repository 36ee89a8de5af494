import type { GeneratedKey } from "../../src/crypto/keygen.ts";
import type { Secret } from "../../src/secret.ts";

/** A copy of a key, sealed with a passphrase. */
export interface RecoveryDownload {
  /** An armored age file. */
  readonly content: Uint8Array;
  readonly passphrase: Secret;
  /** Whether the person has downloaded it. */
  readonly isSaved: boolean;
}

/** The steps of making a key. Only the last one holds no secret. */
export type Making =
  | { readonly step: "choose" }
  | { readonly step: "keep"; readonly key: GeneratedKey; readonly isShown: boolean }
  | { readonly step: "offer"; readonly key: GeneratedKey }
  | {
      readonly step: "copy";
      readonly key: GeneratedKey;
      readonly copy: RecoveryDownload;
      readonly isShown: boolean;
    }
  | { readonly step: "use"; readonly recipient: string; readonly hasCopy: boolean };

/** Everything that the page "Make a key" shows. */
export interface MakeKeyState {
  readonly making: Making;
  /** A sentence about the work that takes a while now; `null`: there is none. */
  readonly working: string | null;
  /** The reason why the person cannot continue, and what to do about it; `null`: there is none. */
  readonly problem: string | null;
}

/** The state of the page when it opens. */
export const START: MakeKeyState = { making: { step: "choose" }, working: null, problem: null };
