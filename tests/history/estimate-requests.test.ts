import { expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { estimateBackupRequests } from "../../src/history/estimate-requests.ts";
import { decodeMetadata } from "../../src/snapshot/metadata.ts";
import { createScene } from "../support/spotify/scene.ts";

it("the requests of a run are estimated by what it read", async () => {
  const library = generateLibrary({ seed: 5, likes: 230, playlists: 4, itemsPerPlaylist: 120 });
  await using scene = await createScene({ accounts: [library] });
  for (const _ of ["a first run", "a run without a change"]) {
    const before = scene.emulator.requests.length;
    const { snapshot } = await scene.backup({ include: ["likes", "playlists"] });
    const sent = scene.emulator.requests.length - before;
    if (snapshot === null) throw new Error("there is no snapshot");
    const metadata = await decodeMetadata(await scene.store.read(snapshot, "metadata.json"));
    expect(Math.abs(estimateBackupRequests(metadata) - sent)).toBeLessThanOrEqual(2);
  }
});
