import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

const NONCE_BYTES = 16;
const KEY_BYTES = 32;
const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;

/** The nonce of a chunk: a counter of 11 bytes, big-endian, and a last byte that is 1 in the last chunk. */
const CHUNK_NONCE_BYTES = 12;
const COUNTER_AT = 7;
const LAST_FLAG_AT = 11;

const MAC_LINE = utf8ToBytes("\n--- ");
const LINE_FEED = 10;

/** An age file in its two parts: the header up to the line of its MAC, and the payload after it. */
export interface AgeFileParts {
  readonly header: Uint8Array;
  readonly payload: Uint8Array;
}

/**
 * Finds where the header of an age file ends. No line before that of the MAC may begin as it does. A
 * file without such a line is all header, which the parser of headers then refuses.
 */
export function splitAgeFile(file: Uint8Array): AgeFileParts {
  let at = file.indexOf(LINE_FEED);
  while (at >= 0 && !MAC_LINE.every((byte, offset) => file[at + offset] === byte)) {
    at = file.indexOf(LINE_FEED, at + 1);
  }
  const end = at < 0 ? 0 : file.indexOf(LINE_FEED, at + 1) + 1;
  if (end === 0) return { header: file, payload: new Uint8Array() };
  return { header: file.subarray(0, end), payload: file.subarray(end) };
}

/**
 * The content of the payload of an age file (C2SP: age-encryption.org/v1, "Payload"), all of it
 * authenticated. The library does the same with streams, which takes five times as long for the small
 * files of a snapshot. Throws plain errors when the payload was changed or cut.
 */
export function openPayload(fileKey: Uint8Array, payload: Uint8Array): Uint8Array {
  if (payload.length < NONCE_BYTES) throw new Error("the nonce is cut off");
  const salt = payload.subarray(0, NONCE_BYTES);
  const key = hkdf(sha256, fileKey, salt, utf8ToBytes("payload"), KEY_BYTES);
  const nonce = new Uint8Array(CHUNK_NONCE_BYTES);
  const counter = new DataView(nonce.buffer);
  const chunks: Uint8Array[] = [];
  let rest = payload.subarray(NONCE_BYTES);
  for (; rest.length > CHUNK_BYTES + TAG_BYTES; rest = rest.subarray(CHUNK_BYTES + TAG_BYTES)) {
    counter.setUint32(COUNTER_AT, chunks.length);
    chunks.push(chacha20poly1305(key, nonce).decrypt(rest.subarray(0, CHUNK_BYTES + TAG_BYTES)));
  }
  counter.setUint32(COUNTER_AT, chunks.length);
  counter.setUint8(LAST_FLAG_AT, 1);
  const last = chacha20poly1305(key, nonce).decrypt(rest);
  if (last.length === 0 && chunks.length > 0) throw new Error("the last chunk is empty");
  return concatBytes(...chunks, last);
}
