import type { AccountState } from "./library.ts";

/** Makes reads of an account see each write only some time after it. */
export interface Lag {
  /** To be called before a write: keeps what reads shall go on seeing. */
  beforeWrite(account: AccountState): void;
  /** The account as a read sees it now. */
  view(account: AccountState): AccountState;
}

/** A lag of `lagMs`; with 0 reads see the account itself. */
export function createLag(lagMs: number, now: () => number): Lag {
  const pending = new Map<string, { readonly at: number; readonly before: AccountState }[]>();
  return {
    beforeWrite(account) {
      if (lagMs === 0) return;
      const queue = pending.get(account.accountId) ?? [];
      queue.push({ at: now(), before: copyOf(account) });
      pending.set(account.accountId, queue);
    },
    view(account) {
      const queue = pending.get(account.accountId);
      if (queue === undefined) return account;
      const first = queue.findIndex(({ at }) => at + lagMs > now());
      queue.splice(0, first < 0 ? queue.length : first);
      return queue[0]?.before ?? account;
    },
  };
}

/** Cheap, because lists are replaced and never changed in place. */
function copyOf(account: AccountState): AccountState {
  return {
    ...account,
    playlists: account.playlists.map((playlist) => ({ ...playlist })),
    deletedPlaylists: account.deletedPlaylists.map((playlist) => ({ ...playlist })),
  };
}
