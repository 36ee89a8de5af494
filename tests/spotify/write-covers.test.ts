import { describe, expect, it } from "vitest";
import {
  ALL_SCOPES,
  createAccount,
  createPlaylist,
  fault,
  jpegNamed,
} from "../../emulator/index.ts";
import { RefusedError } from "../../src/model/writer.ts";
import { appErrorOf } from "../support/app-error.ts";
import { createWriterScene } from "../support/spotify/writer-scene.ts";

/** A scene with one own playlist, and the cover it has after all. */
async function withPlaylist(options: Parameters<typeof createWriterScene>[0] = {}) {
  const account = createAccount("me");
  const { id } = createPlaylist(account, { name: "Mine" });
  const scene = await createWriterScene({ account, ...options });
  const cover = async () => {
    const [listed] = (await scene.provider.playlists()).playlists;
    const bytes = listed && (await scene.provider.cover(listed));
    return bytes ? Buffer.from(bytes) : null;
  };
  return { ...scene, id, cover, images: `/playlists/${id}/images` };
}

/** A JPEG of exactly `length` bytes. */
function jpegOf(length: number): Buffer {
  const small = jpegNamed("large");
  return Buffer.concat([small.subarray(0, -2), Buffer.alloc(length - small.length), END]);
}
const END = Buffer.from([0xff, 0xd9]);

/** This number of bytes is 256 KB in base64. */
const LARGEST = (256 * 1024 * 3) / 4;

describe("setCover", () => {
  it.each([
    ["a small image", Buffer.from(jpegNamed("cover"))],
    ["the largest there can be", jpegOf(LARGEST)],
  ])("sets %s, to the byte, with one request", async (_name, jpeg) => {
    const { id, writer, images, api, cover } = await withPlaylist();
    await writer.setCover(id, jpeg);
    expect(api()).toEqual([`PUT ${images} 202`]);
    expect((await cover())?.equals(jpeg)).toBe(true);
  });

  it.each([
    ["a byte more than the largest", jpegOf(LARGEST + 1)],
    ["what is no JPEG", Buffer.from("<html>")],
    ["nothing", new Uint8Array()],
  ])("refuses %s without a request", async (_name, jpeg) => {
    const { id, writer, emulator } = await withPlaylist();
    await expect(writer.setCover(id, jpeg)).rejects.toBeInstanceOf(RefusedError);
    expect(emulator.requests).toEqual([]);
  });

  it.each([400, 413])("is refused where Spotify says %i", async (status) => {
    const { id, writer, images, emulator, api } = await withPlaylist();
    emulator.faults.add({ path: images, fault: fault.status(status) });
    await expect(writer.setCover(id, jpegNamed("x"))).rejects.toBeInstanceOf(RefusedError);
    expect(api()).toHaveLength(1);
  });

  it.each([fault.status(502), fault.appliedThenLost()])("is repeated after %j", async (planned) => {
    const { id, writer, images, emulator, api, cover } = await withPlaylist();
    emulator.faults.add({ path: images, fault: planned });
    await writer.setCover(id, jpegNamed("x"));
    expect(api()).toHaveLength(2);
    expect(await cover()).toEqual(Buffer.from(jpegNamed("x")));
  });

  it.each([
    ["and Spotify names the scopes", false, /: ugc-image-upload$/],
    ["and Spotify names none", true, /allow: ugc-image-upload playlist-modify-/],
  ])("knows a 401 for a missing scope: %s", async (_name, omitScope, hint) => {
    const scopes = ALL_SCOPES.filter((scope) => scope !== "ugc-image-upload");
    const { id, writer, images, api } = await withPlaylist({ scopes, omitScope });
    const error = await appErrorOf(() => writer.setCover(id, jpegNamed("x")));
    expect(error).toMatchObject({ name: "AuthError", code: "auth/scope" });
    expect(error.hint).toMatch(hint);
    expect(api()).toEqual([`PUT ${images} 401`, `PUT ${images} 401`]);
  });
});
