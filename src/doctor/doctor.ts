import { CancelledError, toAppError } from "../errors.ts";
import type { Check, Finding } from "./check.ts";
import type { CheckSubject } from "./check-subject.ts";
import { HISTORY_CHECKS } from "./history-checks.ts";
import { KEY_CHECKS } from "./key-checks.ts";
import { LOGIN_CHECKS } from "./login-checks.ts";
import { REPOSITORY_CHECKS } from "./repository-checks.ts";
import { SNAPSHOT_CHECKS } from "./snapshot-checks.ts";

/** A check, and its finding. */
export type Examined = Pick<Check, "name" | "looksAt"> & Finding;

/** In the order in which a person would look. */
const CHECKS: readonly Check[] = [
  ...LOGIN_CHECKS,
  ...REPOSITORY_CHECKS,
  ...KEY_CHECKS,
  ...SNAPSHOT_CHECKS,
  ...HISTORY_CHECKS,
];

/**
 * Examines everything that there is, one after the other. A failure is a finding; only
 * `CancelledError` is thrown. It changes nothing.
 */
export async function examine(subject: CheckSubject): Promise<readonly Examined[]> {
  const examined: Examined[] = [];
  for (const check of CHECKS) {
    if (check.applies?.(subject) === false) continue;
    const { name, looksAt } = check;
    examined.push({ name, looksAt, ...(await find(check, subject)) });
  }
  return examined;
}

async function find(check: Check, subject: CheckSubject): Promise<Finding> {
  try {
    return await check.examine(subject);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error instanceof CancelledError) throw error;
    return { state: "problem", error, next: await check.remedy(subject, error) };
  }
}
