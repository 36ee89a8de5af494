import { basename, dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { preload, runCommand } from "../support/cli/command.ts";
import { plantOversized } from "../support/snapshot/oversized-snapshots.ts";
import { createScene } from "../support/spotify/scene.ts";

const MEBIBYTE = 1024;

/** Says on stderr how much memory the process had at most, in KiB. */
const MEASURED = preload(
  `process.on("exit", () => console.error("peak " + process.resourceUsage().maxRSS));`,
);

describe("snapshots that are made to take memory", () => {
  it("take less than 512 MB, and hide no other", async () => {
    const key = await generateKey("x25519", new Date());
    const spec = { seed: 71, likes: 30, playlists: 2, itemsPerPlaylist: 5 };
    await using scene = await createScene({ accounts: [generateLibrary(spec)] });
    const { snapshot } = await scene.backup({ recipients: [key.recipient] });
    const location = snapshot?.location ?? "";
    const [directory, name] = [dirname(location), basename(location)];
    const user = basename(directory);
    const planted = await plantOversized({ directory, user, recipient: key.recipient });

    const run = async (...args: readonly string[]) => {
      const env = { ...scene.env, AGE_IDENTITY: key.fileText.reveal() };
      const ended = await runCommand([...args, "--json"], env, MEASURED);
      const [, peak = "0"] = /peak (\d+)/.exec(ended.stderr) ?? [];
      expect(Number(peak), args.join(" ")).toBeGreaterThan(50 * MEBIBYTE);
      expect(Number(peak), args.join(" ")).toBeLessThan(512 * MEBIBYTE);
      expect(ended.stdout + ended.stderr).not.toContain("internal/");
      return { exit: ended.exit, json: JSON.parse(ended.stdout) };
    };

    const list = await run("list", scene.directory);
    expect(list.exit).toBe(0);
    const { snapshots } = list.json;
    expect(snapshots.map((each: { name: string }) => each.name)).toEqual([
      name,
      ...planted.toReversed(),
    ]);
    expect(snapshots[0]).toMatchObject({ status: "complete", latest: true });

    const verify = await run("verify", scene.directory);
    expect(verify.exit).toBe(7);
    expect(verify.json.snapshots.at(-1)).toMatchObject({ name, problems: [] });
    const codes = verify.json.snapshots.map(({ problems }: { problems: { code: string }[] }) =>
      problems.map(({ code }) => code),
    );
    expect(codes[0]).toEqual(["snapshot/corrupt"]);
    expect(codes[1]).toEqual(["snapshot/corrupt"]);
    expect(codes[3]).toEqual(expect.arrayContaining(["seal/too-large"]));
    expect(codes[4]).toEqual(expect.arrayContaining(["snapshot/corrupt"]));

    const backup = await run(
      ...["backup", "--out", scene.directory],
      ...["--recipient", key.recipient],
    );
    expect(backup).toMatchObject({ exit: 0, json: { status: "complete" } });
  });
});
