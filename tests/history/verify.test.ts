import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createOpener } from "../../src/crypto/age.ts";
import { parseIdentities } from "../../src/crypto/identities.ts";
import { verifyStoredSnapshots } from "../../src/history/verify.ts";
import type { Open } from "../../src/model/sealer.ts";
import { sha256 } from "../../src/snapshot/digest.ts";
import { decodeMetadata } from "../../src/snapshot/metadata.ts";
import { createDirectoryStore } from "../../src/store/directory/store.ts";
import { libraryVersion, playlistVersion, track } from "../support/cli/history-scene.ts";
import { ownerKeysAt } from "../support/snapshot/owner-keys.ts";
import { createSealedHistory } from "../support/web/sealed-history.ts";

it("a verification opens a file that many snapshots share once, and reads each copy of it", async () => {
  const mix = playlistVersion("Evening", [track("Dusk")]);
  await using sealed = await createSealedHistory([
    libraryVersion([track("Aurora")], { mix }),
    libraryVersion([track("Aurora"), track("Bolero")], { mix }),
    libraryVersion([track("Aurora")], { mix }),
  ]);
  const store = createDirectoryStore(sealed.directory);
  const { open } = createOpener(await parseIdentities(sealed.key.fileText));
  const opened: string[] = [];
  const counting: Open = (bytes) => {
    opened.push(sha256(bytes));
    return open(bytes);
  };
  const verify = async () => {
    opened.length = 0;
    const keys = ownerKeysAt({ now: () => new Date() }, { open: counting });
    const verified = await verifyStoredSnapshots(store, {}, keys);
    return verified.map(({ verification }) => verification.problems);
  };

  expect(await verify()).toEqual([[], [], []]);
  const [user = ""] = await store.users();
  const pathOf = (name: string, file: string) => join(sealed.directory, user, name, file);
  const [oldest = "", middle = ""] = sealed.names;
  const { files } = await decodeMetadata(await readFile(pathOf(oldest, "metadata.json")));
  for (const { kind, parts } of files) {
    const times = kind === "index" ? expect.any(Number) : 1;
    for (const part of parts)
      expect(opened.filter((one) => one === part.sha256).length).toEqual(times);
  }

  const part = files.find(({ kind }) => kind === "playlists")?.parts[0]?.name ?? "";
  const copy = await readFile(pathOf(middle, part), "utf8");
  await writeFile(pathOf(middle, part), copy.replace(/[A-Z]/, "/"));
  expect(await verify()).toEqual([
    [],
    [expect.objectContaining({ file: part, code: "snapshot/corrupt" })],
    [],
  ]);
});
