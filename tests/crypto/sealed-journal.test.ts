import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sealJournal } from "../../src/crypto/sealed-journal.ts";
import { createStateSealer, deriveStateKey } from "../../src/crypto/state-sealer.ts";
import { createJournalFile } from "../../src/disk/journal.ts";
import { Secret } from "../../src/secret.ts";

const sealerOf = (scope: string) => createStateSealer(deriveStateKey(new Secret("a"), scope));

it("a sealed journal gives its own lines back, and none that was torn, changed or of another", async () => {
  const directory = await mkdtemp(join(tmpdir(), "tracksafe-journal-"));
  try {
    const lines = ["spotify:track:one", "{}", "a long line ".repeat(100)];
    const journal = sealJournal(createJournalFile(directory), sealerOf("a"));
    for (const line of lines) await journal.append(line);
    await journal[Symbol.asyncDispose]();
    expect(await journal.read()).toEqual(lines);
    expect(await sealJournal(createJournalFile(directory), sealerOf("b")).read()).toEqual([]);

    const [name = ""] = await readdir(directory);
    const path = join(directory, name);
    const text = await readFile(path, "utf8");
    expect(text).not.toMatch(/spotify|long/);
    const [first = "", second = ""] = text.split("\n");
    await writeFile(path, `${first}\n${second.slice(2)}\nno base64 at all\n${text.slice(0, -9)}`);
    expect(await journal.read()).toEqual([lines[0], lines[0], lines[1]]);
    await journal.clear();
    expect(await readdir(directory)).toEqual([]);
  } finally {
    await rm(directory, { recursive: true });
  }
});
