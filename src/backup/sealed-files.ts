import type { Clock } from "../clock.ts";
import { isDamage } from "../errors.ts";
import type { Sealer } from "../model/sealer.ts";
import type { SnapshotWriter } from "../model/snapshot-store.ts";
import type { State } from "../model/state.ts";
import type { Digester } from "../snapshot/digest.ts";
import type { PartRecord } from "../snapshot/metadata.ts";
import { sealedFileName, sealedPartName } from "../snapshot/names.ts";
import { contentIdOf, cutDocument } from "../snapshot/parts.ts";
import { type FileWriter, once } from "./files.ts";
import type { Previous } from "./previous.ts";

/** After so long a part is sealed anew though its content is the same: one bad seal must not last. */
const RESEAL_AFTER_MS = 90 * 24 * 60 * 60 * 1000;

/** What it takes to store sealed files. */
export interface SealedFilesDeps {
  readonly writer: SnapshotWriter;
  readonly sealer: Sealer;
  /** Keyed with the content key. */
  readonly digest: Digester;
  /** Where parts of the same content are taken from; `null` when there is nothing to take. */
  readonly previous: Previous | null;
  readonly clock: Clock;
  /** Keeps the text of each part under its content id, for the runs to come; `null`: nothing does. */
  readonly state: State | null;
}

/**
 * Stores files sealed: long documents in parts, and what the previous snapshot has already is taken
 * over, since a part sealed again would be new bytes for the same content.
 */
export function createSealedFiles(deps: SealedFilesDeps): FileWriter {
  const { writer, sealer, digest, clock, state } = deps;
  const reusable = findReusable(deps);
  let kept: Promise<Set<string>> | null = null;

  async function remember(contentId: string, plaintext: Uint8Array): Promise<void> {
    if (state === null) return;
    kept ??= state.names().then((names) => new Set(names));
    const names = await kept;
    if (names.has(contentId)) return;
    names.add(contentId);
    await state.write(contentId, plaintext);
  }

  async function store(name: string, plaintext: Uint8Array): Promise<PartRecord> {
    const contentId = contentIdOf(digest, sealer.recipients, plaintext);
    const carried = await reuse(name, reusable.get(contentId));
    if (carried !== null) return carried;
    const stored = await writer.write(name, once(await sealer.seal(plaintext)));
    return { ...stored, contentId, sealedAt: clock.now().toISOString() };
  }

  async function reuse(name: string, part: PartRecord | undefined): Promise<PartRecord | null> {
    if (part === undefined || deps.previous === null) return null;
    try {
      return { ...part, ...(await writer.carry(deps.previous.ref, part, name)) };
    } catch (error) {
      // Sealing it anew heals what was damaged there.
      if (isDamage(error)) return null;
      throw error;
    }
  }

  async function discard(parts: readonly PartRecord[]): Promise<void> {
    for (const { name } of parts) await writer.discard(name);
  }

  return {
    discard,
    async document(id, head, pages) {
      const document = cutDocument(head, pages);
      const parts: PartRecord[] = [];
      let held: string | null = null;
      const add = async (text: string, name: string): Promise<void> => {
        const plaintext = Buffer.from(text);
        const part = await store(name, plaintext);
        parts.push(part);
        if (part.contentId !== undefined) await remember(part.contentId, plaintext);
      };
      try {
        for await (const text of document.parts) {
          if (held !== null) await add(held, sealedPartName(id, parts.length + 1));
          held = text;
        }
        const last = parts.length === 0 ? sealedFileName(id) : sealedPartName(id, parts.length + 1);
        await add(held ?? "", last);
      } catch (error) {
        await discard(parts);
        throw error;
      }
      const entries = document.count();
      return entries === null ? { parts } : { parts, entries };
    },
    async binary(id, bytes) {
      return [await store(sealedFileName(id), bytes)];
    },
  };
}

/** Whether a part was sealed lately enough to be taken over as it is. */
export function isFresh({ sealedAt }: PartRecord, now: Date): boolean {
  return sealedAt !== undefined && Date.parse(sealedAt) > now.getTime() - RESEAL_AFTER_MS;
}

/** The parts of the previous snapshot that need not be sealed again, by content id. */
function findReusable({ previous, clock }: SealedFilesDeps): ReadonlyMap<string, PartRecord> {
  const now = clock.now();
  const reusable = new Map<string, PartRecord>();
  for (const part of previous?.metadata.files.flatMap(({ parts }) => parts) ?? []) {
    if (part.contentId !== undefined && isFresh(part, now)) reusable.set(part.contentId, part);
  }
  return reusable;
}
