import { describe, expect, it } from "vitest";
import { createAccount } from "../../emulator/index.ts";
import { createActionScene } from "../support/action/scene.ts";
import { canaryLibrary, findIn, PERSONAL } from "../support/personal-canaries.ts";
import { createIntruder, placedAt } from "../support/snapshot/intruder.ts";

const HOUR_MS = 60 * 60 * 1000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();

describe("the front page of a vault", () => {
  it("shows the proved snapshots of an account, and nothing personal", async () => {
    const library = canaryLibrary({ seed: 3, likes: 20, playlists: 4, itemsPerPlaylist: 3 });
    await using scene = await createActionScene({
      accounts: [library, createAccount("other")],
      target: { files: { "backups/.keep": "" } },
    });
    const { target, account, recipient } = scene;
    const readme = async () => (await target.files("main")).get("README.md")?.toString() ?? "";
    await using intruder = await createIntruder(account, recipient);
    for (const hours of [72, 48]) await scene.seed({ at: ago(hours) });
    const foreign = [await intruder.sealed(ago(50)), await intruder.plain(ago(24))];
    for (const files of foreign) await target.commit("main", placedAt("backups", files));

    const run = await scene.run();
    expect(run.exit).toBe(0);
    const page = await readme();
    const rows = [...page.matchAll(/^\| \[(.*?)\]\((.*?)\) \| (.*?) \| (.*?) \| (.*?) \|$/gm)];
    expect(rows).toHaveLength(3);
    const paths = [...(await target.files("main")).keys()];
    for (const [, name, path, state, likes, playlists] of rows) {
      expect(path?.endsWith(`/${name}`)).toBe(true);
      expect(paths).toContain(`${path}/metadata.json`);
      expect([state, likes, playlists]).toEqual(["complete", "20", "4"]);
    }
    expect(`somebody/vault/${rows[0]?.[2]}`).toBe(run.outputs["snapshot"]);
    expect(page).toContain("The last backup holds 20 likes, 4 playlists");
    expect(page).not.toContain("other accounts");
    expect(findIn(page, Object.values(PERSONAL))).toEqual([]);
    expect(await target.log("main")).toHaveLength(6);

    const other = { "spotify-refresh-token": scene.loginOf("other"), "new-user": "true" };
    expect((await scene.run(other)).exit).toBe(0);
    const second = await readme();
    expect(second).toContain("Backups of other accounts are here, too.");
    expect(second.match(/^\| \[/gm)).toHaveLength(1);
  });
});
