import { KeyError } from "../errors.ts";
import {
  type Check,
  canSeeRepository,
  type Finding,
  ok,
  problem,
  UNSEEN,
  unknown,
  warning,
} from "./check.ts";
import type { CheckSubject } from "./check-subject.ts";

/** Checks of the keys that seal and open the snapshots. */
export const KEY_CHECKS: readonly Check[] = [
  {
    name: "recipients",
    looksAt: "whether the next backup is sealed for the same recipients as the newest snapshot",
    examine: examineRecipients,
    remedy: () => "tracksafe keygen --out FILE",
  },
  {
    name: "identity",
    looksAt: "whether the key in AGE_IDENTITY opens the backups",
    examine: examineIdentity,
    remedy: ({ again }) => `AGE_IDENTITY=FILE ${again}`,
  },
];

async function examineRecipients(subject: CheckSubject): Promise<Finding> {
  if (!(await canSeeRepository(subject))) return unknown(UNSEEN);
  const recipients = await subject.keys.recipients();
  const before = (await newest(subject))?.encryption?.recipients;
  if (recipients === null) {
    if (before === undefined)
      return unknown("AGE_RECIPIENTS is not set here, and no snapshot is sealed yet.");
    return unknown(
      !(await subject.isUnattended())
        ? "Not checked: the newest snapshot is sealed, but AGE_RECIPIENTS is not set here, so the recipients of the next backup are not known."
        : "Not checked: AGE_RECIPIENTS is a secret, and secrets cannot be read. If you store it as a variable, it can be checked; it need not be secret.",
    );
  }
  const { list, from } = recipients;
  if (before === undefined) return ok(`${from} is well-formed.`);
  if (isSame(list, before))
    return ok(`${from} names the recipients that the newest snapshot is sealed for.`);
  return warning(
    `${from} names other recipients than the newest snapshot is sealed for. From now on somebody else can open the backups, and perhaps you cannot. If you changed the setting yourself, you need not do anything.`,
    `AGE_IDENTITY=FILE ${subject.again}`,
  );
}

async function examineIdentity(subject: CheckSubject): Promise<Finding> {
  const identity = await subject.keys.identity();
  const example = `AGE_IDENTITY=FILE ${subject.again}`;
  if (identity === null) {
    return unknown("Not checked: AGE_IDENTITY is not set. A backup never needs it.", example);
  }
  const next = await subject.keys.recipients().catch(() => null);
  if (next !== null && !next.list.some((one) => identity.recipients.includes(one))) {
    return problem(
      new KeyError(
        "key/no-match",
        `The key in AGE_IDENTITY does not open files that are sealed for ${next.from}.`,
        {
          hint: "Set AGE_IDENTITY to the key of that recipient (age-keygen -y FILE prints the recipient of a key), or set the recipient to that of your key.",
        },
      ),
      example,
    );
  }
  const opened = await openNewest(subject, identity.open);
  if (opened) return ok("The key opens the newest snapshot.");
  return next === null
    ? unknown("Not checked: no snapshot is sealed, so the key cannot be tried.")
    : ok(`The key opens files that are sealed for ${next.from}.`);
}

/** Whether there was something to open. Throws what opening it does. */
async function openNewest(
  { snapshots }: CheckSubject,
  open: (sealed: Uint8Array) => Promise<Uint8Array>,
): Promise<boolean> {
  const last = (await snapshots?.newest().catch(() => null))?.last;
  const index = last?.metadata.files.find(({ kind }) => kind === "index")?.parts[0];
  if (last === undefined || index === undefined) return false;
  const store = await snapshots?.store();
  if (store === undefined) return false;
  await open(await store.read(last, index.name));
  return true;
}

/**
 * The metadata of the newest snapshot. `null` if it cannot be read: the checks of the snapshots say
 * why.
 */
async function newest({ snapshots }: CheckSubject) {
  return (await snapshots?.newest().catch(() => null))?.last.metadata ?? null;
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}
