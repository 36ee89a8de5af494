import { describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { runCommand } from "../support/cli/command.ts";
import { createScene } from "../support/spotify/scene.ts";

describe("tracksafe backup, when Spotify's quota is spent", () => {
  it("says when to come back, and asks for nothing before that", async () => {
    const account = generateLibrary({ seed: 2, likes: 900 });
    await using scene = await createScene({ accounts: [account], dailyQuota: 9 });
    const args = ["backup", "--out", scene.directory, "--include", "likes"];
    const env = { ...scene.env, XDG_CACHE_HOME: `${scene.directory}/.cache` };
    const first = await runCommand(args, env);
    expect(first.exit).toBe(6);
    expect(first.stderr).toMatch(/\[provider\/quota\]/);
    const sent = scene.emulator.requests.length;
    const second = await runCommand(args, env);
    expect(second.exit).toBe(6);
    expect(second.stderr).toMatch(
      /accepts no requests until 20\d\d-.*Z\..*\[provider\/rate-limited\]/s,
    );
    expect(scene.emulator.requests.length).toBe(sent);
    const list = await runCommand(["list", scene.directory, "--json"], env);
    expect(JSON.parse(list.stdout).snapshots).toMatchObject([{ status: "partial" }]);
  });
});
