/** Reads the content of a file by its sha. */
export type ReadBlob = (sha: string) => Promise<Uint8Array>;

/** Contents that were read. */
export interface BlobCache {
  readonly read: ReadBlob;
  has(sha: string): boolean;
  /** Keeps content that was read in another way. */
  keep(sha: string, content: Uint8Array): void;
}

/**
 * `read`, asked once for each sha while its content is among the `maxBytes` used last. The
 * caller gets a copy of its own. A failure is not kept.
 */
export function cacheBlobs(read: ReadBlob, maxBytes: number): BlobCache {
  /** The one used longest ago first. */
  const kept = new Map<string, Uint8Array>();
  const coming = new Map<string, Promise<Uint8Array>>();
  let bytes = 0;

  function keep(sha: string, content: Uint8Array): void {
    if (kept.has(sha)) return;
    bytes += content.byteLength;
    kept.set(sha, content);
    for (const [oldest, { byteLength }] of kept) {
      if (bytes <= maxBytes) return;
      kept.delete(oldest);
      bytes -= byteLength;
    }
  }

  async function fetch(sha: string): Promise<Uint8Array> {
    try {
      const content = await read(sha);
      keep(sha, content);
      return content;
    } finally {
      coming.delete(sha);
    }
  }

  const readKept: ReadBlob = async (sha) => {
    const known = kept.get(sha);
    if (known !== undefined) {
      kept.delete(sha);
      kept.set(sha, known);
      return Uint8Array.from(known);
    }
    const content = coming.get(sha) ?? fetch(sha);
    coming.set(sha, content);
    return Uint8Array.from(await content);
  };
  return { read: readKept, has: (sha) => kept.has(sha), keep };
}
