import { describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { runInProcess } from "../support/cli/command.ts";
import { createScene } from "../support/spotify/scene.ts";

describe("a library that no snapshot can hold", () => {
  it("is never written, so that verify refuses nothing that a backup wrote", async () => {
    const spec = { seed: 51, likes: 6, playlists: 2, itemsPerPlaylist: 3, albums: 2 };
    const library = generateLibrary(spec);
    const [first, ...others] = library.likes;
    const [album, ...albums] = library.albums;
    if (first === undefined || album === undefined) throw new Error("there are some");
    library.likes = [{ ...first, track: { ...first.track, durationMs: 1e300 } }, ...others];
    const name = "a".repeat(300_000);
    library.albums = [{ ...album, album: { ...album.album, name } }, ...albums];
    await using scene = await createScene({ accounts: [library] });

    const run = await runInProcess(["backup", "--out", scene.directory, "--json"], scene.env);
    expect([run.exit, run.stderr]).toEqual([3, ""]);
    expect(JSON.parse(run.stdout)).toMatchObject({
      status: "partial",
      problems: [{ file: "albums", state: "failed", error: "provider/unusable" }],
    });
    expect((await runInProcess(["verify", scene.directory])).exit).toBe(0);
  });
});
