import {
  configure,
  Uint8ArrayReader,
  Uint8ArrayWriter,
  ZipReader,
  ZipWriter,
} from "@zip.js/zip.js";

/**
 * `bytes` compressed (RFC 1951). Node's own compression gives other bytes on other processors; this
 * one gives the same everywhere.
 */
export async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  configure({ useCompressionStream: false, useWebWorkers: false });
  const writer = new ZipWriter(new Uint8ArrayWriter(), { level: 9 });
  await writer.add("script", new Uint8ArrayReader(bytes));
  const reader = new ZipReader(new Uint8ArrayReader(await writer.close()));
  const [entry] = await reader.getEntries();
  if (entry === undefined || entry.directory) throw new Error("nothing was compressed");
  const packed = await entry.getData(new Uint8ArrayWriter(), { passThrough: true });
  await reader.close();
  return packed;
}
