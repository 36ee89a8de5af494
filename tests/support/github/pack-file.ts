import { createHash } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import type { GitObject, ObjectType } from "./git-directory.ts";

/** Many objects of git in one file, and the index by which git finds them in it. */
export interface PackFile {
  /** The name of both files without their endings: `pack-SHA`. */
  readonly name: string;
  readonly pack: Buffer;
  readonly index: Buffer;
}

const TYPES: Readonly<Record<ObjectType, number>> = { commit: 1, tree: 2, blob: 3 };

/** Packs the objects, each of them whole (git: gitformat-pack, version 2 of both files). */
export function createPackFile(objects: readonly GitObject[]): PackFile {
  const sorted = objects.toSorted((a, b) => (a.sha < b.sha ? -1 : 1));
  const packed = sorted.map(packObject);
  const head = Buffer.concat([Buffer.from("PACK"), numbers([2, sorted.length])]);
  const pack = withSum([head, ...packed]);
  let end = head.length;
  const offsets = packed.map((entry) => {
    end += entry.length;
    return end - entry.length;
  });
  const firstBytes = sorted.map(({ sha }) => Number.parseInt(sha.slice(0, 2), 16));
  const upTo = (byte: number) => firstBytes.filter((first) => first <= byte).length;
  const index = withSum([
    Buffer.from("ff744f6300000002", "hex"),
    numbers(Array.from({ length: 256 }, (_, byte) => upTo(byte))),
    ...sorted.map(({ sha }) => Buffer.from(sha, "hex")),
    numbers(packed.map((entry) => crc32(entry))),
    numbers(offsets),
    pack.subarray(-20),
  ]);
  return { name: `pack-${pack.subarray(-20).toString("hex")}`, pack, index };
}

/** The type and the size, in as many bytes as they need, and the content. */
function packObject({ type, size, content }: GitObject): Buffer {
  const head: number[] = [(TYPES[type] << 4) | (size & 15)];
  for (let rest = size >>> 4; rest > 0; rest >>>= 7) {
    head.push((head.pop() ?? 0) | 128, rest & 127);
  }
  return Buffer.concat([Buffer.from(head), deflateSync(content, { level: 1 })]);
}

/** 32-bit numbers, as git writes them. */
function numbers(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt32BE(value, 4 * at);
  return bytes;
}

function withSum(parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([content, createHash("sha1").update(content).digest()]);
}
