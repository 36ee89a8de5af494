import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { AppError, ConflictError, UsageError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { type Asker, askUntil, confirm, problemText } from "./asker.ts";
import { createPrivateFiles, type NewPrivateFile } from "./key-files.ts";
import { findSnapshots, type GuideContext } from "./repository-step.ts";
import { checkSecretEnd, secretEnd } from "./secret-end.ts";
import {
  parseRecordedKeyIds,
  readSettings,
  SETTING,
  type Settings,
  writeSettings,
} from "./settings.ts";
import type { SetupStep, StepState } from "./setup.ts";

/** A key that was just made. */
export interface NewKey {
  readonly recipient: string;
  /** The identity alone: `AGE-SECRET-KEY-…`. */
  readonly identity: Secret;
  /** The identity file. */
  readonly fileText: Secret;
}

/** A copy of a key that a passphrase opens. */
export interface RecoveryCopy {
  readonly content: Uint8Array;
  readonly passphrase: Secret;
}

/** The work with keys that the guide needs. */
export interface KeyTools {
  /** Makes a new key whose file records `keyIds`. The key is not stored. */
  generate(keyIds: readonly string[]): Promise<NewKey>;
  /** Seals an identity file with a new passphrase. */
  sealWithNewPassphrase(fileText: Secret): Promise<RecoveryCopy>;
  /** The recipients in a text; throws `UsageError` `config/…-recipient`. */
  parseRecipients(text: string): Promise<readonly string[]>;
  /** Those of an identity file's text; throws `KeyError`. */
  recipientsOf(identity: Secret): Promise<readonly string[]>;
  /**
   * Seals a sample for `recipients` and opens it with `identity`; throws `KeyError` `key/no-match`.
   */
  checkKeyOpens(recipients: readonly string[], identity: Secret): Promise<void>;
  /**
   * Records `keyIds` in an identity file, in comments at its end. Gives whether any of them was
   * missing. Throws `StoreError` `store/io` with the lines to add by hand; the file is unchanged
   * then.
   */
  recordKeyIds(path: string, keyIds: readonly string[]): Promise<boolean>;
}

/** The location of keys on this machine. */
export interface KeyLocation {
  /** Offered for a new key. */
  readonly file: string;
  /** The person's directory, for `~`. */
  readonly home: string;
  /** Whether a file there would be inside a git repository. */
  isInRepository(path: string): Promise<boolean>;
}

/** The step that makes sure that there is a key, that the person has it, and that it opens. */
export function createKeyStep(
  context: GuideContext,
  keys: KeyTools,
  where: KeyLocation,
): SetupStep {
  const { asker, repository, onWritten } = context;
  let key: ObtainedKey | null = null;
  return {
    name: "key",
    title: "The key that opens your snapshots",
    isRequired: true,
    question: "Set up the key now?",
    writes: [`set the variable ${SETTING.recipients}`],
    without: "Without a recipient no snapshot can be sealed, so no backup is made.",
    look: async () => describeKey(await readSettings(repository.workflows), keys),
    async carryOut() {
      const settings = await readSettings(repository.workflows);
      const keyIds = parseRecordedKeyIds(settings.value(SETTING.keyId));
      key ??= await obtainKey(asker, keys, where, keyIds);
      const value = key.recipients.join(" ");
      const isOther = settings.value(SETTING.recipients) !== value;
      const found = await findSnapshots(context, settings);
      await writeSettings(repository.workflows, [{ name: SETTING.recipients, value }], onWritten);
      if (key.file !== null) await noteKeyIds(asker, keys, key.file, keyIds);
      key = null;
      // The list before may be in a secret, or gone.
      if (isOther && (settings.has(SETTING.recipients) || found?.newest)) {
        asker.say("Earlier snapshots stay sealed for the previous key, so keep that key, too.");
      }
      return "done";
    },
  };
}

async function describeKey(settings: Settings, keys: KeyTools): Promise<StepState> {
  if (!settings.has(SETTING.recipients)) {
    const sentence =
      "Snapshots are sealed, so nobody can read them in the repository. Only a key that you keep opens them. The key is never sent to GitHub.";
    return { isDone: false, sentence };
  }
  const text = settings.value(SETTING.recipients);
  if (text === null) {
    return { isDone: true, sentence: `${SETTING.recipients} is set, as a secret.` };
  }
  try {
    const recipients = await keys.parseRecipients(text);
    return { isDone: true, sentence: `Snapshots are sealed for ${recipients.join(", ")}.` };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { isDone: false, sentence: error.message };
  }
}

/** A key that was proved to be the person's. */
interface ObtainedKey {
  readonly recipients: readonly string[];
  /** A file with the identity that was there before; `null`: it was made here, or pasted. */
  readonly file: string | null;
}

/** `keyIds` are put on record in the file of a new key. */
async function obtainKey(
  asker: Asker,
  keys: KeyTools,
  where: KeyLocation,
  keyIds: readonly string[],
): Promise<ObtainedKey> {
  const own = await confirm(asker, "Do you already have an age key that you want to use?", false);
  return own ? useOwnKey(asker, keys, where, null) : makeKey(asker, keys, where, keyIds);
}

/** Afterwards the key file alone is enough to tell the owner's snapshots from forged ones. */
async function noteKeyIds(
  asker: Asker,
  keys: KeyTools,
  file: string,
  keyIds: readonly string[],
): Promise<void> {
  if (keyIds.length === 0) return;
  try {
    if (!(await keys.recordKeyIds(file, keyIds))) return;
    asker.say(`The file ${file} now has a comment that says which snapshots are yours.`);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // The key opens the snapshots even without the comment.
    asker.say(problemText(error));
  }
}

async function makeKey(
  asker: Asker,
  keys: KeyTools,
  where: KeyLocation,
  keyIds: readonly string[],
): Promise<ObtainedKey> {
  const file = await askUntil(
    asker,
    `File for the key (Enter for ${where.file}, or - to see it here and keep it elsewhere): `,
    (answer) => (answer === "-" ? null : outsideOfRepositories(answer || where.file, where)),
  );
  if (file !== null && existsSync(file)) {
    if (await confirm(asker, `The file ${file} exists already. Use the key in it?`, false)) {
      return useOwnKey(asker, keys, where, file);
    }
    throw taken();
  }
  const copy = await askUntil(
    asker,
    "File for a recovery copy, sealed with a passphrase that you write down (Enter for none): ",
    async (answer) => {
      const path = answer === "" ? null : await outsideOfRepositories(answer, where);
      if (path !== null && (path === file || existsSync(path))) throw taken();
      return path;
    },
  );
  const key = await keys.generate(keyIds);
  const files: NewPrivateFile[] = [];
  if (file === null) await showUntilKept(asker, "The key:", key.identity);
  else files.push({ path: file, content: key.fileText });
  if (copy !== null) {
    const { content, passphrase } = await keys.sealWithNewPassphrase(key.fileText);
    await showUntilKept(asker, "The passphrase of the recovery copy:", passphrase);
    files.push({ path: copy, content });
  }
  await createPrivateFiles(files);
  // The proof uses the file as it was stored, because that is the one a restore will use.
  await keys.checkKeyOpens([key.recipient], file === null ? key.identity : await readKeyFile(file));
  asker.say(
    [
      file === null ? "tracksafe sealed a sample and opened it with the key." : keptText(file),
      "Without the key nobody can open the snapshots, and nobody can make the same key again. Keep a second copy on another device.",
    ].join("\n"),
  );
  return { recipients: [key.recipient], file: null };
}

function taken(): ConflictError {
  return new ConflictError("key/exists", "A file of this name exists already.", {
    hint: "tracksafe never replaces a key file. Name another file, or move the old one away.",
  });
}

function keptText(file: string): string {
  return `The key is in ${file}, which only you can read. tracksafe sealed a sample and opened it with the key.`;
}

/** Shows `secret` once, and goes on when its end was typed back. */
async function showUntilKept(asker: Asker, title: string, secret: Secret): Promise<void> {
  const { length } = secretEnd(secret);
  asker.say(`${title} It is shown only now. Write it down, or put it into a password manager.`);
  asker.reveal(secret);
  await askUntil(asker, `Type its last ${length} characters from your copy: `, (answer) =>
    checkSecretEnd(secret, answer),
  );
}

async function useOwnKey(
  asker: Asker,
  keys: KeyTools,
  where: KeyLocation,
  given: string | null,
): Promise<ObtainedKey> {
  const read = async (answer: string) => {
    const { identity, file } = await readIdentity(answer, where);
    return { identity, file, own: await keys.recipientsOf(identity) };
  };
  const { identity, own, file } =
    given !== null
      ? await read(given)
      : await askUntil(asker, "Path of the key file, or the key itself (not shown): ", read, {
          hidden: true,
        });
  const recipients = await askUntil(
    asker,
    `Recipients to seal for (Enter for ${own.join(" ")}): `,
    async (answer) => {
      const meant = answer === "" ? own : await keys.parseRecipients(answer);
      await keys.checkKeyOpens(meant, identity);
      asker.say("tracksafe sealed a sample and opened it with your key.");
      return meant;
    },
  );
  return { recipients, file };
}

/** The text of an identity file, and where it is; `null`: it was typed. */
async function readIdentity(
  answer: string,
  where: KeyLocation,
): Promise<{ readonly identity: Secret; readonly file: string | null }> {
  if (/AGE-SECRET-KEY-|\n/i.test(answer)) return { identity: new Secret(answer), file: null };
  if (answer !== "") {
    const file = absolute(answer, where);
    return { identity: await readKeyFile(file), file };
  }
  throw new UsageError("config/missing", "The answer was empty.", {
    hint: "Give the path of the identity file, or its line AGE-SECRET-KEY-….",
  });
}

async function readKeyFile(path: string): Promise<Secret> {
  try {
    return new Secret(await readFile(path, "utf8"));
  } catch (cause) {
    throw new UsageError(
      "config/invalid",
      "The answer is neither a key nor a file that can be read.",
      {
        cause,
        hint: "Give the path of the identity file, or its line AGE-SECRET-KEY-…, without spaces or line breaks in it.",
      },
    );
  }
}

async function outsideOfRepositories(answer: string, where: KeyLocation): Promise<string> {
  const path = absolute(answer, where);
  if (!(await where.isInRepository(path))) return path;
  throw new UsageError("config/in-repository", "The file would be inside a git repository.", {
    hint: "Name a file elsewhere, because a key must never be stored beside the snapshots that it opens.",
  });
}

function absolute(path: string, { home }: KeyLocation): string {
  return resolve(path.replace(/^~(?=$|\/)/, home));
}
