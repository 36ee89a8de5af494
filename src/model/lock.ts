/**
 * Holds `subject` for this process until the result is disposed of. Throws `ConflictError`
 * `store/locked` when another process holds it.
 */
export type HoldLock = (subject: string) => Promise<AsyncDisposable>;
