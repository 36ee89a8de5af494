import { createHash } from "node:crypto";
import { mkdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Encrypter } from "age-encryption";
import { encodeArmor } from "../../../src/crypto/armor.ts";
import { canonicalJson, canonicalPage } from "../../../src/snapshot/canonical.ts";
import { createDigester } from "../../../src/snapshot/digest.ts";
import { encodeIndex } from "../../../src/snapshot/index-file.ts";
import { contentIdOf } from "../../../src/snapshot/parts.ts";

/** A user's directory that somebody may write to who has no key. */
export interface Forged {
  readonly directory: string;
  readonly user: string;
  /** Of the snapshots: public, as everybody can read it in the metadata. */
  readonly recipient: string;
}

const HOUR = "2020-01-01T00";

/**
 * Puts snapshots there that are made to take memory, each in another way; their names. All are older
 * than what there is.
 */
export async function plantOversized(forged: Forged): Promise<readonly string[]> {
  const planted: string[] = [];
  for (const plant of [deep, endless, wide, bombs, zeros, crowded]) {
    const name = `${HOUR}-${String(planted.length).padStart(2, "0")}-00`;
    const path = join(forged.directory, name);
    await mkdir(path);
    await plant(path, { ...forged, name });
    planted.push(name);
  }
  return planted;
}

type Place = Forged & { readonly name: string };

const MIB = 1024 * 1024;
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Metadata with a digest that fits, and under `key` a MAC that does. */
function metadata({ user, name }: Place, content: object, key: Uint8Array | null = null): string {
  const at = `${name.slice(0, 10)}T${name.slice(11).replaceAll("-", ":")}.000Z`;
  const body = {
    ...{ format: "tracksafe", formatVersion: 1, kind: "metadata", provider: "spotify", user },
    ...{ createdAt: at, finishedAt: at, tool: { name: "tracksafe", version: "1.0.0" } },
    ...{ status: "complete", include: ["likes"], covers: false, encryption: null },
    ...{ files: [], login: null, warnings: [], ...content },
  };
  const text = canonicalJson(body);
  const mac = key === null ? {} : { mac: createDigester(key)("metadata", text) };
  return canonicalPage({ ...body, digest: createDigester(null)("metadata", text), ...mac });
}

const put = (path: string, text: string) => writeFile(join(path, "metadata.json"), text);

async function deep(path: string): Promise<void> {
  const nested = `${'{"a":'.repeat(6000)}1${"}".repeat(6000)}`;
  await put(path, `{"format":"tracksafe","formatVersion":1,"kind":"metadata","later":${nested}}`);
}

async function endless(path: string): Promise<void> {
  await put(path, "{");
  await truncate(join(path, "metadata.json"), 3_000 * MIB);
}

async function wide(path: string, place: Place): Promise<void> {
  await put(path, metadata(place, { warnings: Array(240_000).fill({ code: "a" }) }));
}

/** Four sealed parts of a few kilobytes that unpack to 200 MB each. */
async function bombs(path: string, place: Place): Promise<void> {
  const key = Buffer.alloc(32, 7);
  const keyed = createDigester(key);
  const encrypter = new Encrypter();
  encrypter.addRecipient(place.recipient);
  const seal = async (packed: Uint8Array) => encodeArmor(await encrypter.encrypt(packed));
  // Many times the same member, since to pack it all takes a second.
  const packed = Buffer.concat(Array(200).fill(gzipSync(Buffer.alloc(MIB, " "))));
  const store = async (name: string, bytes: Uint8Array) => {
    await writeFile(join(path, name), bytes);
    const contentId = await contentIdOf(keyed, [place.recipient], Buffer.alloc(0));
    return { name, bytes: bytes.length, sha256: sha256(bytes), contentId };
  };
  const parts = [];
  for (let part = 1; part <= 4; part += 1) {
    parts.push(await store(`likes.00${part}.json.gz.age`, await seal(packed)));
  }
  const index = encodeIndex({ contentKey: key.toString("hex"), files: [] });
  const sealedIndex = await store("index.json.gz.age", await seal(gzipSync(index)));
  const keyId = keyed("key-id").slice(0, 16);
  const encryption = { scheme: "age", recipients: [place.recipient], keyId };
  const files = [
    { id: "likes", kind: "likes", state: "ok", entries: 1, parts },
    { id: "index", kind: "index", state: "ok", parts: [sealedIndex] },
  ];
  await put(path, metadata(place, { encryption, files }, key));
}

/** A document that is one line of 300 MB. */
async function zeros(path: string, place: Place): Promise<void> {
  const bytes = Buffer.alloc(300 * MIB);
  await writeFile(join(path, "likes.json"), "");
  await truncate(join(path, "likes.json"), bytes.length);
  await put(path, metadata(place, likes(bytes, 1)));
}

/** A document that is as it should be, with as many entries as one may have. */
async function crowded(path: string, place: Place): Promise<void> {
  const line = '{"addedAt":null,"type":"unavailable"}';
  const count = 1_000_000;
  const head = '{"format":"tracksafe","formatVersion":1,"kind":"likes","entries":[';
  const bytes = Buffer.from(`${head}\n${`${line},\n`.repeat(count - 1)}${line}\n]}\n`);
  await writeFile(join(path, "likes.json"), bytes);
  await put(path, metadata(place, likes(bytes, count)));
}

function likes(bytes: Uint8Array, entries: number): object {
  const part = { name: "likes.json", bytes: bytes.length, sha256: sha256(bytes) };
  return { files: [{ id: "likes", kind: "likes", state: "ok", entries, parts: [part] }] };
}
