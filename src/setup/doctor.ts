import { CancelledError, toAppError } from "../errors.ts";
import type { Check, Finding } from "./doctor-check.ts";
import { HOSTING_CHECKS } from "./doctor-hosting.ts";
import { KEY_CHECKS } from "./doctor-keys.ts";
import { LOGIN_CHECKS } from "./doctor-login.ts";
import type { Patient } from "./doctor-patient.ts";
import { SNAPSHOT_CHECKS } from "./doctor-snapshots.ts";

/** A check, and what it found. */
export type Examined = Pick<Check, "name" | "looksAt"> & Finding;

/** In the order in which a person would look. */
const CHECKS: readonly Check[] = [
  ...LOGIN_CHECKS,
  ...HOSTING_CHECKS,
  ...KEY_CHECKS,
  ...SNAPSHOT_CHECKS,
];

/**
 * Examines everything that there is, one after the other. What goes wrong is a finding; only
 * `CancelledError` is thrown. It changes nothing.
 */
export async function examine(patient: Patient): Promise<readonly Examined[]> {
  const examined: Examined[] = [];
  for (const check of CHECKS) {
    if (check.applies?.(patient) === false) continue;
    const { name, looksAt } = check;
    examined.push({ name, looksAt, ...(await find(check, patient)) });
  }
  return examined;
}

async function find(check: Check, patient: Patient): Promise<Finding> {
  try {
    return await check.examine(patient);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error instanceof CancelledError) throw error;
    return { state: "problem", error, next: await check.remedy(patient, error) };
  }
}
