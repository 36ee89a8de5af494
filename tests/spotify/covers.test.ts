import { describe, expect, it } from "vitest";
import type { ListedPlaylist } from "../../src/model/provider.ts";
import { appErrorOf } from "../support/app-error.ts";
import {
  createScriptedScene,
  type ScriptedScene,
  type SpotifyAnswer,
} from "../support/spotify/scripted-scene.ts";

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9]);

const listed = (coverUrl: string | null): ListedPlaylist => ({
  id: "p",
  revision: "1",
  total: 0,
  coverUrl,
  playlist: {
    name: "",
    description: null,
    visibility: "unknown",
    collaborative: false,
    owner: { name: "", refs: {} },
    relation: "owned",
    refs: {},
  },
});

function withCover(answer: SpotifyAnswer): Promise<ScriptedScene> {
  return createScriptedScene((seen) => (seen.path === "/image/c" ? answer : undefined));
}

describe("a cover", () => {
  it("is fetched without the login", async () => {
    const scene = await withCover({ body: JPEG, headers: { "Content-Type": "image/jpeg" } });
    const bytes = await scene.provider.cover(listed(`${scene.url}/image/c`));
    expect(Buffer.from(bytes ?? []).equals(JPEG)).toBe(true);
    expect(scene.seen).toHaveLength(1);
    expect(scene.seen[0]?.headers.authorization).toBeUndefined();
    expect(scene.provider.requests()).toBe(1);
  });

  it("is none where the playlist has none", async () => {
    const scene = await withCover({ body: JPEG });
    expect(await scene.provider.cover(listed(null))).toBeNull();
    expect(scene.provider.requests()).toBe(0);
  });

  it.each([404, 410])("is unread, not none, when its address is gone (%i)", async (status) => {
    const scene = await withCover({ status });
    const error = await appErrorOf(() => scene.provider.cover(listed(`${scene.url}/image/c`)));
    expect(error).toMatchObject({ name: "ProviderError", code: "provider/bad-cover" });
    expect(error.hint).toContain("next run");
    expect(scene.provider.requests()).toBe(1);
  });

  it.each<[string, SpotifyAnswer]>([
    ["refused", { status: 403 }],
    ["elsewhere", { status: 302, headers: { Location: "http://127.0.0.1:1/" } }],
    ["something else", { body: "<html>", headers: { "Content-Type": "text/html" } }],
    ["empty", { body: "" }],
    ["too large", { body: Buffer.concat([JPEG, Buffer.alloc(4 * 1024 * 1024)]) }],
  ])("that is %s is an error", async (_name, answer) => {
    const scene = await withCover(answer);
    const error = await appErrorOf(() => scene.provider.cover(listed(`${scene.url}/image/c`)));
    expect(error).toMatchObject({ name: "ProviderError", code: "provider/bad-cover" });
  });

  it.each(["http://images.example/c.jpg", "file:///etc/passwd", "ftp://127.0.0.1/c", "c.jpg"])(
    "is not fetched from %s",
    async (address) => {
      const scene = await withCover({ body: JPEG });
      const error = await appErrorOf(() => scene.provider.cover(listed(address)));
      expect(error.code).toBe("provider/bad-cover");
      expect(scene.provider.requests()).toBe(0);
    },
  );
});
