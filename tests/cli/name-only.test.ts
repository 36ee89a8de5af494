import { expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { runInProcess } from "../support/cli/command.ts";
import { createScene } from "../support/spotify/scene.ts";

const SENTENCE =
  "40 playlists of other people: only name and link are kept, because Spotify does not show their tracks.";

it("every command says how many playlists of others are kept as name and link only", async () => {
  const account = generateLibrary({ seed: 41, playlists: 1, itemsPerPlaylist: 5, followed: 40 });
  await using scene = await createScene({ accounts: [account] });
  const { directory, env } = scene;
  const backup = await runInProcess(["backup", "--out", directory], env);
  expect(backup.exit).toBe(0);
  expect(backup.stdout).toContain(`\n  ${SENTENCE}\n`);
  const again = await runInProcess(["backup", "--out", directory, "--json"], env);
  const kinds = { kinds: expect.arrayContaining([playlists(41, 40)]) };
  expect(JSON.parse(again.stdout)).toMatchObject(kinds);

  const list = await runInProcess(["list", directory], env);
  expect(list.stdout.match(/40 as name and link only/g)).toHaveLength(2);
  const listed = await runInProcess(["list", directory, "--json"], env);
  expect(JSON.parse(listed.stdout).snapshots).toMatchObject([kinds, kinds]);

  const verify = await runInProcess(["verify", directory], env);
  expect(verify.stdout.split(SENTENCE)).toHaveLength(3);
  const verified = await runInProcess(["verify", directory, "--json"], env);
  const { snapshots } = JSON.parse(verified.stdout);
  expect(snapshots).toMatchObject([{ nameOnly: 40 }, { nameOnly: 40 }]);
});

function playlists(files: number, nameOnly: number) {
  return expect.objectContaining({ kind: "playlists", files, nameOnly });
}
