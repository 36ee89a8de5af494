import { describe, expect, it } from "vitest";
import { ALL_SCOPES } from "../../emulator/index.ts";
import { appErrorOf } from "../support/app-error.ts";
import { createWriterScene } from "../support/spotify/writer-scene.ts";

const READ_ONLY = ALL_SCOPES.filter((scope) => !/modify|upload/.test(scope));
const PLAYLISTS = "playlist-modify-public playlist-modify-private";

describe("checkScopes", () => {
  it.each([
    [["likes"], "user-library-modify"],
    [["albums", "shows", "episodes", "audiobooks"], "user-library-modify"],
    [["artists"], "user-follow-modify"],
    [["playlists"], PLAYLISTS],
    [["covers"], `ugc-image-upload ${PLAYLISTS}`],
    [
      ["likes", "artists", "playlists", "covers"],
      `user-library-modify user-follow-modify ${PLAYLISTS} ugc-image-upload`,
    ],
  ] as const)("of a read-only login names what %j need", async (kinds, missing) => {
    const scene = await createWriterScene({ scopes: READ_ONLY });
    const error = await appErrorOf(() => scene.writer.checkScopes(kinds));
    expect(error).toMatchObject({ name: "AuthError", code: "auth/scope" });
    expect(error.message).toBe(
      "The login lacks the permission for changes of what is to be restored.",
    );
    expect(error.hint).toMatch(new RegExp(`allow: ${missing}$`));
    expect([scene.tokens(), scene.api()]).toEqual([1, []]);
  });

  it("names only what is missing", async () => {
    const scene = await createWriterScene({ scopes: [...READ_ONLY, "playlist-modify-public"] });
    const error = await appErrorOf(() => scene.writer.checkScopes(["playlists"]));
    expect(error.hint).toMatch(/allow: playlist-modify-private$/);
  });

  it("asks for one token, however often it is called", async () => {
    const scene = await createWriterScene();
    await scene.writer.checkScopes(["likes", "artists", "playlists", "covers"]);
    await scene.writer.checkScopes(["albums"]);
    expect([scene.tokens(), scene.api()]).toEqual([1, []]);
  });

  it("says nothing where Spotify does not tell", async () => {
    const scene = await createWriterScene({ scopes: READ_ONLY, omitScope: true });
    await scene.writer.checkScopes(["likes"]);
    expect(scene.tokens()).toBe(1);
  });

  it("finds a login that is dead", async () => {
    const scene = await createWriterScene();
    scene.emulator.faults.add({
      path: "/api/token",
      fault: { kind: "status", code: 400, body: { error: "invalid_grant" } },
    });
    const error = await appErrorOf(() => scene.writer.checkScopes(["likes"]));
    expect(error).toMatchObject({ name: "AuthError", code: "auth/expired" });
  });
});
