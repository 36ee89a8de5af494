import type { AccountState } from "./library.ts";

/** Makes reads of an account show each write only some time later. */
export interface Lag {
  /** Must be called before a write. It keeps the state that reads continue to show. */
  beforeWrite(account: AccountState): void;
  /** The account as reads show it now. */
  view(account: AccountState): AccountState;
}

interface Write {
  readonly at: number;
  readonly before: AccountState;
}

/**
 * A lag of `lagMs`, and of `snapshotLagMs` for the `snapshot_id` of playlists; with 0, reads show
 * the account itself.
 */
export function createLag(lagMs: number, snapshotLagMs: number, now: () => number): Lag {
  const pending = new Map<string, Write[]>();
  const longest = Math.max(lagMs, snapshotLagMs);
  return {
    beforeWrite(account) {
      if (longest === 0) return;
      const queue = pending.get(account.accountId) ?? [];
      queue.push({ at: now(), before: copyOf(account) });
      pending.set(account.accountId, queue);
    },
    view(account) {
      const queue = pending.get(account.accountId);
      if (queue === undefined) return account;
      const before = (ms: number) => queue.find(({ at }) => at + ms > now())?.before ?? account;
      const seen = before(lagMs);
      const snapshots = before(snapshotLagMs);
      const first = queue.findIndex(({ at }) => at + longest > now());
      queue.splice(0, first < 0 ? queue.length : first);
      return snapshotLagMs > lagMs ? withSnapshots(seen, snapshots) : seen;
    },
  };
}

/** The account as it is seen, with the `snapshot_id`s of an earlier moment. */
function withSnapshots(seen: AccountState, { playlists }: AccountState): AccountState {
  const earlier = new Map(playlists.map(({ id, snapshotId }) => [id, snapshotId]));
  const dated = seen.playlists.map((playlist) => ({
    ...playlist,
    snapshotId: earlier.get(playlist.id) ?? playlist.snapshotId,
  }));
  return { ...seen, playlists: dated };
}

/** This is cheap, because lists are replaced and never changed in place. */
function copyOf(account: AccountState): AccountState {
  return {
    ...account,
    playlists: account.playlists.map((playlist) => ({ ...playlist })),
    deletedPlaylists: account.deletedPlaylists.map((playlist) => ({ ...playlist })),
  };
}
