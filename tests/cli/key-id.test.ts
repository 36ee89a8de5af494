import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  AFTER,
  createForeignScene,
  FIRST,
  FORGED_SNAPSHOT,
  SECOND,
} from "../support/cli/foreign-scene.ts";

describe("a place in which everything was replaced", () => {
  it("is refused where there is a record of the key, and else its key is named", async () => {
    await using foreign = await createForeignScene();
    const { scene, run, own, bare, keyId, identity, home, intruder } = foreign;
    const restore = ["restore", scene.directory, "--dry-run"];
    const target = { ...bare, HOME: own["HOME"] };
    await foreign.clear();
    await foreign.put(await intruder.sealed(AFTER));
    const file = join(home, "noted.key");
    await writeFile(file, `${identity}\n# tracksafe key id: ${keyId}\n`);
    for (const [env, flags] of [
      [target, []],
      [{ ...bare, TRACKSAFE_KEY_ID: keyId }, []],
      [{ ...bare, AGE_IDENTITY: file }, []],
      [bare, ["--key-id", keyId]],
    ] as const) {
      const { exit, stderr } = await run([...restore, ...flags], env);
      expect([exit, stderr]).toEqual([7, expect.stringContaining("[snapshot/not-proved]")]);
    }
    const { stdout } = await run(["list", scene.directory, "--json"], target);
    const [{ keyId: other }] = JSON.parse(stdout).snapshots;
    const blind = await run(restore, bare);
    expect(blind.exit).toBe(0);
    expect(blind.stdout).toContain(`The key id of the snapshots is ${other}. It is not recorded`);

    await foreign.clear();
    await foreign.put(await intruder.plain(AFTER));
    expect((await run(restore, target)).exit).toBe(7);
    expect(foreign.writes()).toBe(0);

    const visited = await run(["doctor", scene.directory]);
    expect(visited.exit).toBe(7);
    expect(visited.stdout).toContain("None of the snapshots is proved to be yours.");
  });

  it("does not say so of a key that the app's secret proves", async () => {
    await using foreign = await createForeignScene();
    const { scene, run, own, bare } = foreign;
    const env = { ...bare, SPOTIFY_CLIENT_SECRET: own["SPOTIFY_CLIENT_SECRET"] };
    const { exit, stdout } = await run(["restore", scene.directory, "--dry-run"], env);
    expect(exit).toBe(0);
    expect(stdout).not.toContain("recorded as yours");
    const blind = await run(["restore", scene.directory, "--dry-run"], bare);
    expect(blind.stdout).toContain("It is not recorded as yours");
  });
});

describe("several keys", () => {
  it("are never guessed between: each is listed, and the person names one", async () => {
    await using foreign = await createForeignScene();
    const { scene, run, bare, keyId, identity, home, intruder, pathOf, first } = foreign;
    const forged = await intruder.sealed(AFTER);
    await foreign.put(forged);
    const restore = ["restore", scene.directory, "--dry-run"];
    const refused = await run(restore, bare);
    expect(refused.exit).toBe(7);
    expect(refused.stderr).toContain("[snapshot/several-keys]");
    expect(refused.stderr).toContain(`${keyId} (2, from ${FIRST} to ${SECOND})`);
    expect(refused.stderr).toMatch(
      new RegExp(`[0-9a-f]{16} \\(1, from ${FORGED_SNAPSHOT} to ${FORGED_SNAPSHOT}\\)`),
    );
    const named = await run(["restore", pathOf(first), "--dry-run"], bare);
    expect([named.exit, named.stderr]).toEqual([7, expect.stringContaining("--key-id")]);

    const file = join(home, "noted.key");
    await writeFile(file, `# tracksafe key id: ${keyId}\n${identity}\n`);
    for (const [env, flags] of [
      [bare, ["--key-id", keyId.toUpperCase()]],
      [{ ...bare, TRACKSAFE_KEY_ID: ` ${keyId}, 00112233445566aa\n` }, []],
      [{ ...bare, AGE_IDENTITY: file }, []],
      [{ ...bare, AGE_IDENTITY: await readFile(file, "utf8") }, []],
      // Only the flag counts, whatever is recorded.
      [{ ...bare, TRACKSAFE_KEY_ID: "00112233445566aa" }, ["--key-id", keyId]],
    ] as const) {
      const { exit, stdout } = await run([...restore, ...flags], env);
      expect(exit).toBe(0);
      expect(stdout).toContain(SECOND);
    }
    expect(foreign.writes()).toBe(0);
  });

  it("are all believed once they are named, as after a change of the app", async () => {
    await using foreign = await createForeignScene();
    const { scene, run, bare, keyId, intruder } = foreign;
    // From here this looks like another app of the same owner.
    const later = await intruder.sealed(AFTER);
    await foreign.put(later);
    const shown = JSON.parse((await run(["list", scene.directory, "--json"], bare)).stdout);
    const both = `${keyId},${shown.snapshots[0].keyId}`;
    const { stdout } = await run(["list", scene.directory, "--json", "--key-id", both], bare);
    expect(JSON.parse(stdout).snapshots).toMatchObject([
      { doubt: null, latest: true },
      { doubt: null, latest: false },
      { doubt: null, latest: false },
    ]);
  });

  it("are not meant by what is no key id", async () => {
    await using foreign = await createForeignScene();
    const { scene, run, own } = foreign;
    const junk = ["", "junk", "00112233445566a", "00112233445566aa 1", "AGE-SECRET-KEY-1QQ"];
    for (const command of [["list"], ["verify"], ["restore", "--dry-run"]]) {
      for (const word of junk) {
        const flag = await run([...command, scene.directory, "--key-id", word]);
        expect([flag.exit, flag.stderr]).toEqual([2, expect.stringContaining("[usage/key-id]")]);
        if (word === "") continue;
        const variable = await run([...command, scene.directory], {
          ...own,
          TRACKSAFE_KEY_ID: word,
        });
        expect([variable.exit, variable.stderr]).toEqual([
          2,
          expect.stringContaining("TRACKSAFE_KEY_ID is not a key id. [usage/key-id]"),
        ]);
        expect(flag.stderr + variable.stderr).not.toContain(word);
      }
    }
    const visited = await run(["doctor", scene.directory, "--json"], {
      ...own,
      TRACKSAFE_KEY_ID: "junk",
    });
    const { checks } = JSON.parse(visited.stdout);
    const wrong = checks.filter((one: { state: string }) => one.state === "problem");
    expect(wrong).toMatchObject([{ name: "proof", code: "usage/key-id" }]);
    expect(visited.exit).toBe(2);
  });
});

describe("the record of this machine", () => {
  it("is written by the first sealed backup, for its owner only, and by no other", async () => {
    await using foreign = await createForeignScene();
    const { scene, run, home, keyId, own } = foreign;
    const path = join(home, ".config", "tracksafe", "known-keys.json");
    const { users } = JSON.parse(await readFile(path, "utf8"));
    expect(Object.values(users)).toEqual([[keyId]]);
    const { mode, ino } = await stat(path);
    expect(mode & 0o777).toBe(0o600);
    expect((await run(["backup", "--out", scene.directory])).exit).toBe(0);
    expect((await stat(path)).ino).toBe(ino);
    const elsewhere = { ...own, HOME: join(home, "plain"), AGE_RECIPIENTS: undefined };
    const out = join(home, "clear");
    expect((await run(["backup", "--out", out], elsewhere)).exit).toBe(0);
    await expect(stat(join(home, "plain", ".config"))).rejects.toThrow("ENOENT");
  });

  it("stops nothing when it is damaged, and is written anew once it is gone", async () => {
    await using foreign = await createForeignScene();
    const { scene, run, home } = foreign;
    const path = join(home, ".config", "tracksafe", "known-keys.json");
    const good = await readFile(path, "utf8");
    for (const text of ["", "{", '{"version":1,"users":{"a":["junk"]}}', "null"]) {
      await writeFile(path, text);
      for (const command of ["list", "verify"]) {
        expect((await run([command, scene.directory])).exit, text).toBe(0);
      }
      expect(await readFile(path, "utf8")).toBe(text);
    }
    await writeFile(path, "{");
    expect((await run(["backup", "--out", scene.directory])).exit).toBe(0);
    expect(await readFile(path, "utf8")).toBe("{");
    await rm(path);
    expect((await run(["backup", "--out", scene.directory])).exit).toBe(0);
    expect(await readFile(path, "utf8")).toBe(good);
  });
});
