import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect, it } from "vitest";
import { ALL_SCOPES, generateLibrary } from "../../emulator/index.ts";
import { runInProcess } from "../support/cli/command.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createScene } from "../support/spotify/scene.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

it("likes that were removed by mistake are seen, and come back from an older snapshot", async () => {
  const clock = createFakeClock("2026-11-20T03:17:00Z", { autoAdvance: true });
  const accounts = [generateLibrary({ seed: 5, likes: 60, playlists: 1, itemsPerPlaylist: 4 })];
  await using scene = await createScene({ accounts }, { clock });
  const { account, directory, emulator } = scene;
  const home = await mkdtemp(join(tmpdir(), "tracksafe-undo-"));
  const identity = await generateX25519Identity();
  const env = {
    ...scene.env,
    HOME: home,
    SPOTIFY_REFRESH_TOKEN: emulator.issueRefreshToken(account.accountId, ALL_SCOPES),
    AGE_RECIPIENTS: await identityToRecipient(identity),
  };
  const withKey = { ...env, AGE_IDENTITY: identity };
  const run = (args: readonly string[], using: typeof env = withKey) =>
    runInProcess(args, using, { clock });
  const backUp = async () => {
    expect(await run(["backup", "--out", directory])).toMatchObject({ exit: 0 });
  };
  await backUp();
  const liked = account.likes.map(({ track }) => track);
  const titles = liked.slice(0, 15).map(({ name }) => name);
  await clock.advance(DAY_MS);
  account.likes = account.likes.slice(50);
  await backUp();
  const lost = liked.slice(0, 50);

  const diff = await run(["diff", directory, "--since", "7d"]);
  expect(diff.exit).toBe(0);
  expect(diff.stdout).toContain("likes: 50 removed");
  for (const title of titles) expect(diff.stdout).toContain(`  - ${title}`);

  // Without the key, the metadata still shows that they are gone.
  const locked = await run(["diff", directory, "--since", "7d"], env);
  expect(locked.exit).toBe(3);
  expect(locked.stdout).toContain("likes: edited, 60 → 10");
  expect(locked.stdout).not.toContain(titles[0]);
  expect(locked.stdout).toContain("Set AGE_IDENTITY to your key");
  const json = JSON.parse((await run(["diff", directory, "--json"], env)).stdout);
  expect(json).toMatchObject({
    locked: true,
    likes: { added: null, removed: null, entries: { was: 60, now: 10 } },
    playlists: [],
  });

  const { snapshots } = JSON.parse((await run(["list", directory, "--json"])).stdout);
  const older = snapshots.find(({ likes }: { readonly likes: number }) => likes === 60);
  const source = join(directory, older.user, older.name);
  const recipe = ["restore", source, "--same-account", "--only", "likes"];
  const preview = await run([...recipe, "--dry-run"]);
  expect(preview.exit).toBe(0);
  for (const title of titles.slice(0, 3)) expect(preview.stdout).toContain(title);
  expect(account.likes).toHaveLength(10);
  expect(await run([...recipe, "--yes"])).toMatchObject({ exit: 0 });
  const there = new Set(account.likes.map(({ track }) => track.id));
  expect(lost.filter(({ id }) => !there.has(id))).toEqual([]);
  expect(account.likes).toHaveLength(60);
  await rm(home, { recursive: true });
}, 900_000);
