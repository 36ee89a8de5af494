import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BackupRequest, backup } from "../../../src/app/backup.ts";
import { openStore } from "../../../src/app/store.ts";
import { createWorld } from "../../../src/app/world.ts";
import type { Clock } from "../../../src/clock.ts";
import type { MusicProvider } from "../../../src/model/provider.ts";
import type { Entry } from "../../../src/model/records.ts";
import { Secret } from "../../../src/secret.ts";
import {
  decodeMetadata,
  encodeMetadata,
  METADATA_FILE,
  type Metadata,
  type MetadataContent,
} from "../../../src/snapshot/metadata.ts";
import { snapshotName } from "../../../src/snapshot/names.ts";

/** A word that every title in a forged snapshot contains. */
export const FORGED = "FORGED";

/** The provider of somebody who lists the same library with titles of their own. */
export function forgedProvider(provider: MusicProvider): MusicProvider {
  const forge = (entry: Entry): Entry =>
    entry.type === "track"
      ? { ...entry, item: { ...entry.item, title: `${FORGED} ${entry.item.title}` } }
      : entry;
  return {
    ...provider,
    collection: async (kind) => {
      const walk = await provider.collection(kind);
      return { ...walk, first: walk.first.map(forge) };
    },
    entries: async (listed, row) => {
      const walk = await provider.entries(listed, row);
      return walk === "withheld" ? walk : { ...walk, first: walk.first.map(forge) };
    },
  };
}

/** A session for a provider in memory. `keySource` is the app's secret. */
export function sessionOf(provider: MusicProvider, keySource: Secret) {
  return {
    provider,
    login: new Secret("login"),
    storedLogin: () => new Secret("login"),
    keySource,
    isLoginLost: () => false,
    states: null,
  };
}

/** Somebody who may write to the snapshots in `directory`, and has none of the owner's secrets. */
export interface Forger {
  /** The names of the snapshots there, oldest first. */
  names(): Promise<string[]>;
  /** Adds a snapshot made at `at`, in the clear or sealed under the forger's key; gives its name. */
  add(at: Date, recipients: readonly string[]): Promise<string>;
  /** Gives a snapshot the ids, revisions and dates of another one, as far as they are public. */
  imitate(name: string, other: string, readAt?: string): Promise<void>;
  /** Rewrites the metadata of a snapshot; the MAC stays as it was. */
  edit(name: string, change: (metadata: MetadataContent) => MetadataContent): Promise<void>;
  /** Adds the metadata of `count` failed runs, second by second after `at`, like that of `name`. */
  addFailed(name: string, at: Date, count: number): Promise<void>;
  /** Puts a snapshot, whole, under the name for `at`. */
  replay(name: string, at: Date): Promise<string>;
  /** Swaps two files of a snapshot, by their place in the listing. */
  swap(name: string, one: number, other: number): Promise<void>;
  /** Changes, cuts or removes a file of a snapshot, by its place in the listing. */
  damage(name: string, at: number, how: "flip" | "cut" | "remove"): Promise<void>;
  remove(name: string): Promise<void>;
}

/** A {@link Forger} of the snapshots of `user` below `root`. */
export function createForger(
  root: string,
  user: string,
  provider: MusicProvider,
  clock: Clock,
): Forger {
  const directory = join(root, user);
  const of = (name: string) => join(directory, name);
  const files = async (name: string) => (await readdir(of(name))).sort();
  const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % list.length];
  const metadataOf = async (name: string): Promise<Metadata> =>
    decodeMetadata(await readFile(join(of(name), METADATA_FILE)));

  async function write(name: string, content: MetadataContent, mac?: string): Promise<void> {
    // A MAC that was there is kept: the forger cannot make another one that fits.
    const keyed = mac === undefined ? null : Object.assign(() => mac, { large: async () => mac });
    await writeFile(join(of(name), METADATA_FILE), encodeMetadata(content, keyed));
  }

  async function edit(name: string, change: (metadata: MetadataContent) => MetadataContent) {
    const {
      format: _format,
      formatVersion: _version,
      kind: _kind,
      digest: _digest,
      mac,
      ...content
    } = await metadataOf(name);
    await write(name, change(content), mac);
  }

  return {
    names: async () => (await readdir(directory).catch(() => [])).sort(),
    async add(at, recipients) {
      const world = createWorld({ clock: { ...clock, now: () => at } });
      const request: BackupRequest = {
        recipients,
        plain: true,
        full: true,
        include: ["likes", "playlists"],
      };
      const session = sessionOf(forgedProvider(provider), new Secret("forger"));
      const { snapshot } = await backup(session, openStore(root, world), world, request);
      if (snapshot === null) throw new Error("nothing was forged");
      return snapshot.name;
    },
    async imitate(name, other, readAt) {
      const genuine = await metadataOf(other);
      await edit(name, (forged) => ({
        ...forged,
        login: genuine.login,
        files: forged.files.map((file) => {
          const model = genuine.files.find(
            ({ kind, position }) => kind === file.kind && position === file.position,
          );
          if (model === undefined || model.kind === "index") return file;
          const { id, revision, head } = model;
          return {
            ...file,
            id,
            ...(revision !== undefined && { revision }),
            ...(head !== undefined && { head }),
            ...(readAt !== undefined && { readAt }),
          };
        }),
      }));
    },
    edit,
    async addFailed(name, at, count) {
      const {
        format: _format,
        formatVersion: _v,
        kind: _kind,
        digest: _digest,
        mac,
        ...content
      } = await metadataOf(name);
      for (let second = 1; second <= count; second += 1) {
        const time = new Date(at.getTime() + second * 1000);
        const [copy, createdAt] = [snapshotName(time), time.toISOString()];
        await mkdir(of(copy), { recursive: true });
        const times = { createdAt, finishedAt: createdAt };
        await write(copy, { ...content, ...times, status: "failed", files: [] }, mac);
      }
    },
    async replay(name, at) {
      const copy = snapshotName(at);
      await rm(of(copy), { recursive: true, force: true });
      await cp(of(name), of(copy), { recursive: true });
      return copy;
    },
    async swap(name, one, other) {
      const all = await files(name);
      const [a, b] = [pick(all, one), pick(all, other)];
      if (a === undefined || b === undefined || a === b) return;
      const [pathA, pathB] = [join(of(name), a), join(of(name), b)];
      await rename(pathA, `${pathA}-`);
      await rename(pathB, pathA);
      await rename(`${pathA}-`, pathB);
    },
    async damage(name, at, how) {
      const file = pick(await files(name), at);
      if (file === undefined) return;
      const path = join(of(name), file);
      if (how === "remove") return rm(path);
      const bytes = await readFile(path);
      const middle = Math.floor(bytes.length / 2);
      if (how === "flip") bytes[middle] = (bytes[middle] ?? 0) ^ 1;
      await writeFile(path, how === "cut" ? bytes.subarray(0, middle) : bytes);
    },
    remove: (name) => rm(of(name), { recursive: true }),
  };
}
