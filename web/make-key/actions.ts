import { openIdentityFile } from "../../src/crypto/identities.ts";
import { type GeneratedKey, generateKey } from "../../src/crypto/keygen.ts";
import { generatePassphrase, sealWithPassphrase } from "../../src/crypto/passphrase.ts";
import { proveKey } from "../../src/crypto/prove-key.ts";
import type { KeyKind } from "../../src/crypto/recipients.ts";
import { streamGzip } from "../../src/crypto/stream-gzip.ts";
import { KeyError, toAppError, UsageError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";
import { problemText } from "../../src/setup/asker.ts";
import { checkSecretEnd } from "../../src/setup/secret-end.ts";
import type { Store } from "../store.ts";
import { type MakeKeyState, type Making, START } from "./state.ts";

/**
 * Everything that a person can do on the page "Make a key". Nothing here throws: a problem is put
 * into the state.
 */
export interface MakeKeyActions {
  make(kind: KeyKind): Promise<void>;
  /** Shows the key again, or hides it, so that its end has to be typed from the saved file. */
  showKey(isShown: boolean): void;
  /** Continues if `answer` is the end of the key. */
  checkKey(answer: string): Promise<void>;
  /** Makes a recovery copy with a new passphrase. It replaces an earlier copy. */
  makeCopy(): Promise<void>;
  /** Notes that the recovery copy was downloaded. */
  saveCopy(): void;
  /** Hides the passphrase for good. */
  hidePassphrase(): Promise<void>;
  /** Continues if `answer` is a passphrase that opens the recovery copy. */
  checkPassphrase(answer: string): Promise<void>;
  /** Continues without a recovery copy. */
  skipCopy(): Promise<void>;
  /** Drops every secret and starts again. */
  forget(): void;
}

/**
 * The actions on `store`. `now` goes into the key file; `painted` ends once the page shows its
 * state.
 */
export function createActions(
  store: Store<MakeKeyState>,
  now: () => Date,
  painted: () => Promise<void>,
): MakeKeyActions {
  /**
   * Goes to the step that `action` returns, but only from the step `from`. `working` describes the
   * wait.
   */
  const proceed = async <Step extends Making["step"]>(
    from: Step,
    working: string | null,
    action: (making: Extract<Making, { step: Step }>) => Making | Promise<Making>,
  ): Promise<void> => {
    const { making, working: already } = store.state();
    if (already !== null || !isAt(making, from)) return;
    const busy = { making, working, problem: null };
    store.set(busy);
    if (working !== null) await painted();
    const next = await reach(making, action);
    // If the person has left meanwhile, everything was forgotten, so the result is dropped.
    if (store.state() === busy) store.set(next);
  };
  const change = (making: Making) => store.set({ making, working: null, problem: null });
  const current = () => store.state().making;

  return {
    make: (kind) =>
      proceed("choose", "Making the key.", async () => {
        const key = await generateKey(kind, now());
        await proveKey(streamGzip, [key.recipient], key.fileText);
        return { step: "keep", key, isShown: true };
      }),
    showKey(isShown) {
      const making = current();
      if (making.step === "keep") change({ ...making, isShown });
    },
    checkKey: (answer) =>
      proceed("keep", null, ({ key }) => {
        checkSecretEnd(key.secret, answer);
        return { step: "offer", key };
      }),
    async makeCopy() {
      const making = current();
      if (making.step !== "offer" && making.step !== "copy") return;
      await proceed(making.step, "Sealing the copy. This takes a few seconds.", async ({ key }) => {
        const passphrase = generatePassphrase();
        const content = await sealWithPassphrase(key.fileText, passphrase);
        return { step: "copy", key, copy: { content, passphrase, isSaved: false }, isShown: true };
      });
    },
    saveCopy() {
      const making = current();
      if (making.step === "copy") change({ ...making, copy: { ...making.copy, isSaved: true } });
    },
    hidePassphrase: () =>
      proceed("copy", null, (making) => {
        if (!making.copy.isSaved) throw notSaved();
        return { ...making, isShown: false };
      }),
    checkPassphrase: (answer) =>
      proceed("copy", "Opening the copy. This takes a few seconds.", async ({ key, copy }) => {
        await openCopy(copy.content, answer);
        return finished(key, true);
      }),
    skipCopy: () => proceed("offer", null, ({ key }) => finished(key, false)),
    forget() {
      forgetSearchedText();
      store.set(START);
    },
  };
}

/** The state that `action` returns. If it throws, the same step with the problem. */
async function reach<From extends Making>(
  making: From,
  action: (making: From) => Making | Promise<Making>,
): Promise<MakeKeyState> {
  try {
    return { making: await action(making), working: null, problem: null };
  } catch (error) {
    return { making, working: null, problem: problemText(toAppError(error)) };
  }
}

/** The last step. It only needs the public half of `key`. */
function finished({ recipient }: GeneratedKey, hasCopy: boolean): Making {
  forgetSearchedText();
  return { step: "use", recipient, hasCopy };
}

/**
 * Makes the browser forget the last text that a pattern matched (`RegExp.$_`), which may be a key.
 */
function forgetSearchedText(): void {
  /^$/.test("");
}

function isAt<Step extends Making["step"]>(
  making: Making,
  step: Step,
): making is Extract<Making, { step: Step }> {
  return making.step === step;
}

/** Opens the recovery copy as a restore would. */
async function openCopy(content: Uint8Array, answer: string): Promise<void> {
  const passphrase = new Secret(answer.trim().toLowerCase());
  await openIdentityFile(content, passphrase).catch((error: unknown) => {
    if (!(error instanceof KeyError)) throw error;
    throw new KeyError("key/wrong-passphrase", "That does not open the recovery copy.", {
      cause: error,
      hint: "Compare it with what you have written down, hyphens included. If that is lost, make another copy.",
    });
  });
}

function notSaved(): UsageError {
  return new UsageError("config/missing", "The recovery copy is not saved yet.", {
    hint: "Download it first: the passphrase opens nothing else.",
  });
}
