import {
  brokenGzip,
  type Compression,
  checkPlaintextSize,
  MAX_PLAINTEXT,
  sealedTooLarge,
} from "./compression.ts";

/**
 * gzip by the streams of browsers. It unpacks one member, because tracksafe writes only one into a
 * file. Anything after it is `seal/damaged`.
 */
export const streamGzip: Compression = {
  async compress(plaintext) {
    checkPlaintextSize(plaintext);
    return collect(through(new CompressionStream("gzip"), plaintext), Number.POSITIVE_INFINITY);
  },
  async decompress(compressed) {
    try {
      return await collect(through(new DecompressionStream("gzip"), compressed), MAX_PLAINTEXT);
    } catch (cause) {
      throw cause instanceof TypeError ? brokenGzip(cause) : cause;
    }
  },
};

function through(
  { writable, readable }: CompressionStream | DecompressionStream,
  bytes: Uint8Array,
): ReadableStream<Uint8Array> {
  const writer = writable.getWriter();
  // The reader gets the error of a failed write.
  writer.write(Uint8Array.from(bytes)).catch(() => {});
  writer.close().catch(() => {});
  return readable;
}

/** Everything that `stream` delivers. Throws `seal/too-large` at the first byte above `limit`. */
async function collect(stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > limit) {
      await reader.cancel();
      throw sealedTooLarge(limit);
    }
    chunks.push(next.value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
