import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createOpener, createSealer } from "../../src/crypto/age.ts";
import { createDecrypt } from "../../src/crypto/age-file.ts";
import {
  isSealedIdentityFile,
  openIdentityFile,
  parseIdentities,
} from "../../src/crypto/identities.ts";
import { type GeneratedKey, generateKey } from "../../src/crypto/keygen.ts";
import { generatePassphrase, sealWithPassphrase } from "../../src/crypto/passphrase.ts";
import { Secret } from "../../src/secret.ts";
import {
  ageOnTerminal,
  createTempDirectory,
  output,
  run,
  type TempDirectory,
} from "../support/crypto/age-program.ts";

// The real programs open the files that tracksafe writes, and tracksafe opens theirs.

const NOW = new Date("2026-11-22T03:17:00Z");
const likes = Buffer.from(`${JSON.stringify({ likes: Array.from({ length: 500 }, String) })}\n`);

let files: TempDirectory;
let key: GeneratedKey;
let other: GeneratedKey;
let keyFile: string;

beforeAll(async () => {
  files = await createTempDirectory();
  [key, other] = await Promise.all([generateKey("x25519", NOW), generateKey("x25519", NOW)]);
  keyFile = await files.put(key.fileText.reveal());
});

afterAll(() => files.remove());

const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe("age opens", () => {
  test("every file a sealer writes, and gunzip unpacks it", async () => {
    const sealer = createSealer([key.recipient, other.recipient]);
    for (const content of [Buffer.alloc(0), likes, randomBytes(65_536), randomBytes(200_000)]) {
      const sealed = await sealer.seal(content);
      for (const identity of [keyFile, await files.put(other.fileText.reveal())]) {
        const compressed = await output("age", ["-d", "-i", identity], sealed);
        const opened = await output("gunzip", ["-c"], compressed);
        expect(Buffer.compare(opened, content)).toBe(0);
      }
    }
  });

  test("parts one after the other, which gunzip unpacks to one document", async () => {
    const sealer = createSealer([key.recipient]);
    const cuts = [0, 100, 1_000, likes.length];
    const streams: Uint8Array[] = [];
    for (const [index, end] of cuts.entries()) {
      const part = await sealer.seal(likes.subarray(cuts[index - 1] ?? 0, end));
      streams.push(await output("age", ["-d", "-i", keyFile], part));
    }
    const document = await output("gunzip", ["-c"], Buffer.concat(streams));
    expect(Buffer.compare(document, likes)).toBe(0);
  });

  test("a recovery copy, with its passphrase", async () => {
    const passphrase = generatePassphrase();
    const sealedCopy = await sealWithPassphrase(key.fileText, passphrase);
    expect(utf8(sealedCopy)).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    expect(isSealedIdentityFile(sealedCopy)).toBe(true);
    const header = utf8(Buffer.from(utf8(sealedCopy).split("\n").slice(1, 4).join(""), "base64"));
    expect(/^-> scrypt \S+ (\d+)$/m.exec(header)?.[1]).toBe("18");
    const copy = await files.put(sealedCopy);
    await ageOnTerminal(["-d", "-o", files.path("recovered"), copy], passphrase.reveal());
    expect(utf8(await files.get("recovered"))).toBe(key.fileText.reveal());
  });

  test("nothing for a key that is not among the recipients", async () => {
    const sealed = await createSealer([other.recipient]).seal(likes);
    const { status, stdout, stderr } = await run("age", ["-d", "-i", keyFile], { input: sealed });
    expect([status, stdout.length]).toEqual([1, 0]);
    expect(stderr).toContain("no identity matched");
  });
});

describe("age-keygen", () => {
  test("reads the identity files tracksafe makes", async () => {
    expect(utf8(await output("age-keygen", ["-y", keyFile])).trim()).toBe(key.recipient);
  });

  test("writes the same identity files, key and time aside", async () => {
    const shape = (text: string) =>
      text
        .replace(/created: \S+/, "created: TIME")
        .replace(/age1\w+/, "RECIPIENT")
        .replace(/AGE-SECRET-KEY-1\w+/, "IDENTITY");
    expect(shape(key.fileText.reveal())).toBe(shape(utf8(await output("age-keygen", []))));
    expect(key.fileText.reveal()).toContain("# created: 2026-11-22T03:17:00Z\n");
  });

  test("makes identities that tracksafe reads", async () => {
    const text = utf8(await output("age-keygen", []));
    const [identity] = await parseIdentities(new Secret(text));
    const written = await files.put(text);
    expect(identity?.recipient).toBe(utf8(await output("age-keygen", ["-y", written])).trim());
  });
});

describe("tracksafe opens what age writes", () => {
  test.each([[["-a"]], [[]]])("for recipients, with options %j", async (options) => {
    const recipients = [other, key].flatMap(({ recipient }) => ["-r", recipient]);
    const compressed = gzipSync(likes);
    const sealed = await output("age", [...options, ...recipients], compressed);
    for (const identity of [key, other]) {
      expect(Buffer.compare(await createOpener([identity]).open(sealed), likes)).toBe(0);
    }
  });

  test("in an identity file with a passphrase", async () => {
    const passphrase = "correct horse battery staple";
    await ageOnTerminal(["-p", "-a", "-o", files.path("sealed-key"), keyFile], passphrase);
    const found = await openIdentityFile(await files.get("sealed-key"), new Secret(passphrase));
    expect(found.map(({ recipient }) => recipient)).toEqual([key.recipient]);
  });
});

test("tracksafe takes the same armor as age, and refuses the same", async () => {
  const text = utf8(await createSealer([key.recipient]).seal(likes));
  const lines = text.trimEnd().split("\n");
  const variants: Readonly<Record<string, string>> = {
    "as it is": text,
    "no final newline": text.trimEnd(),
    "a final CR": `${text.trimEnd()}\r`,
    CRLF: text.replaceAll("\n", "\r\n"),
    "CR only": text.replaceAll("\n", "\r"),
    "double CR": text.replaceAll("\n", "\r\r\n"),
    "blank lines after": `${text}\n \n\t\r\n`,
    "other white space after": `${text}\v\f\r\t`,
    "1023 spaces after": text + " ".repeat(1_023),
    "1024 spaces after": text + " ".repeat(1_024),
    "a space after the last line": `${text.trimEnd()} \n`,
    "a tab after the last line": `${text.trimEnd()}\t`,
    "a vertical tab after the last line": `${text.trimEnd()}\v\n`,
    "a space before the last line": text.replace("-----END", " -----END"),
    "a space after the first line": text.replace("FILE-----", "FILE----- "),
    "a space before the first line": ` ${text}`,
    "a byte order mark before": `\xef\xbb\xbf${text}`,
    "a byte order mark after": `${text}\xef\xbb\xbf`,
    "a Latin-1 space after": `${text}\xa0`,
    "NUL after": `${text}\0`,
    "a blank line inside": [...lines.slice(0, 2), "", ...lines.slice(2)].join("\n"),
    "a short line inside": text.replace(
      lines[1] ?? "",
      `${lines[1]?.slice(0, 32)}\n${lines[1]?.slice(32)}`,
    ),
    "two lines joined": text.replace(`${lines[1]}\n`, lines[1] ?? ""),
    "a space inside": text.replace(lines[1] ?? "", `${lines[1]} `),
    twice: text + text,
    "no last line": lines.slice(0, -1).join("\n"),
  };
  const verdicts: Record<string, string> = {};
  const theirs: Record<string, string> = {};
  const decrypt = createDecrypt([key]);
  for (const [name, variant] of Object.entries(variants)) {
    const file = Buffer.from(variant, "latin1");
    verdicts[name] = await decrypt(file).then(
      () => "opened",
      () => "refused",
    );
    const { status } = await run("age", ["-d", "-i", keyFile], { input: file });
    theirs[name] = status === 0 ? "opened" : "refused";
  }
  expect(verdicts).toEqual(theirs);
  expect(Object.values(verdicts).filter((verdict) => verdict === "opened").length).toBe(7);
});

test("without the age program, its tests say how to install it", async () => {
  await expect(run("age", ["--version"], { path: "/nonexistent" })).rejects.toThrow(
    "apt-get install age",
  );
});
