import { spawn } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { createAccount, startEmulator } from "../../emulator/index.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { SETTING } from "../../src/setup/settings.ts";
import { STEPS } from "../../src/setup/setup.ts";
import { COMMAND_LINE, MACHINE } from "../support/cli/programs.ts";
import { createTempDirectory } from "../support/crypto/age-program.ts";
import { READ_SCOPES } from "../support/spotify/scene.ts";

const root = resolve(import.meta.dirname, "../..");
const page = await readFile(join(root, "docs/setup.md"), "utf8");
const example = (name: string) => readFile(join(root, "docs/examples", name), "utf8");

/** The commands behind the mark `<!-- name -->` of the page. */
function commands(name: string): string {
  const found = new RegExp(`<!-- ${name} -->\n\`\`\`sh\n([\\s\\S]*?)\`\`\``).exec(page)?.[1];
  return found ?? expect.fail(`no commands ${name}`);
}

/** Runs commands of the page as a person would, in `directory`. Gives what they print. */
async function runShell(
  directory: string,
  script: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const child = spawn("bash", ["-euo", "pipefail", "-c", script], {
    cwd: directory,
    env: { ...MACHINE, ...env },
  });
  const [out, err] = [text(child.stdout), text(child.stderr)];
  const status = await new Promise((end) => child.on("close", end));
  if (status !== 0) throw new Error(`ended with ${status}: ${await err}`);
  return await out;
}

describe("docs/setup.md", () => {
  it("has every secret and variable that a workflow reads in its table, and no other", async () => {
    const directory = join(root, ".github/workflows");
    const files = await Promise.all(
      (await readdir(directory)).map((name) => readFile(join(directory, name), "utf8")),
    );
    const read = files.join("\n").matchAll(/\b(secrets|vars)\.(\w+)/g);
    const wanted = new Map<string, Set<string>>();
    for (const [, area = "", name = ""] of read) {
      const kinds = wanted.get(name) ?? new Set();
      wanted.set(name, kinds.add(area === "vars" ? "variable" : "secret"));
    }
    const rows = new Map<string, Set<string>>();
    for (const [, name = "", kinds = ""] of page.matchAll(/^\| `([A-Z_]+)` \| ([a-z, ]+) \|/gm)) {
      rows.set(name, new Set(kinds.split(", or ")));
    }
    expect(rows).toEqual(wanted);
    expect([...wanted.keys()]).toEqual(expect.arrayContaining(Object.values(SETTING)));
  });

  it("knows the steps of the guide", () => {
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| /gm)].map(([, name]) => name);
    expect(rows).toEqual(STEPS);
  });

  it("brings a copy of the template up to date, again and again, and keeps what was changed", async () => {
    const temp = await createTempDirectory();
    try {
      const [template, copy, hosted] = [
        temp.path("template"),
        temp.path("copy"),
        temp.path("host"),
      ];
      const config = {
        HOME: temp.path("."),
        GIT_CONFIG_GLOBAL: temp.path("gitconfig"),
        GIT_CONFIG_COUNT: "1",
        GIT_CONFIG_KEY_0: `url.file://${template}.insteadOf`,
        GIT_CONFIG_VALUE_0: "https://github.com/OWNER/tracksafe.git",
      };
      await writeFile(temp.path("gitconfig"), "[user]\nname = test\nemail = test@example.com\n");
      const sh = (directory: string, script: string) => runShell(directory, script, config);
      const commit = (message: string) => `git add -A && git commit -qm '${message}'`;
      await mkdir(template);
      await sh(template, "git init -q -b main");
      for (const version of [1, 2, 3]) {
        const cron = ["on:", "  schedule:", "    - cron: '17 4 * * *'", "jobs:", ""].join("\n");
        await writeFile(join(template, "backup.yml"), `${cron}\n# the end\n`);
        await writeFile(join(template, "program"), `version ${version}\n`);
        await sh(template, commit(`version ${version}`));
      }
      // As "Use this template" does: one commit of its own, with the files of that day.
      await sh(temp.path("."), `git init -q --bare -b main '${hosted}'`);
      await mkdir(copy);
      await sh(template, `git archive HEAD~1 | tar -x -C '${copy}'`);
      await sh(copy, `git init -q -b main && ${commit("Initial commit")}`);
      await sh(copy, `git remote add origin '${hosted}' && git push -qu origin main`);
      const mine = (await readFile(join(copy, "backup.yml"), "utf8")).replace("17 4", "41 5");
      await writeFile(join(copy, "backup.yml"), mine);
      await sh(copy, commit("My minute"));

      await sh(copy, commands("once"));
      expect(await readFile(join(copy, "program"), "utf8")).toBe("version 2\n");
      for (const version of [3, 4]) {
        if (version === 4) {
          await writeFile(join(template, "program"), "version 4\n");
          await writeFile(join(template, "news"), "something new\n");
          await sh(
            template,
            `sed -i 's/the end/the very end/' backup.yml && ${commit("version 4")}`,
          );
        }
        await sh(copy, commands("update"));
        expect(await readFile(join(copy, "program"), "utf8")).toBe(`version ${version}\n`);
      }
      expect(await readFile(join(copy, "backup.yml"), "utf8")).toBe(
        mine.replace("the end", "the very end"),
      );
      expect(await readFile(join(copy, "news"), "utf8")).toBe("something new\n");
      expect(await sh(hosted, "git show main:program")).toBe("version 4\n");
    } finally {
      await temp.remove();
    }
  });
});

describe("the examples for a machine of one's own", () => {
  it("back up what they say, sealed, by systemd's command and by cron's", async () => {
    const service = await example("systemd/tracksafe.service");
    const [, byService = ""] = /^ExecStart=(.+)$/m.exec(service) ?? [];
    const [, byCron = ""] = /^17 4 \* \* \* (.+)$/m.exec(await example("crontab")) ?? [];
    expect(service).toContain("EnvironmentFile=-%h/.config/tracksafe/backup.env\n");
    const emulator = await startEmulator({ accounts: [createAccount("one")] });
    const temp = await createTempDirectory();
    try {
      const home = temp.path("home");
      await mkdir(join(home, "tracksafe/bin"), { recursive: true });
      await mkdir(join(home, ".config/tracksafe"), { recursive: true });
      // In place of a built clone: the same command line.
      const launcher = `#!${process.execPath}\nimport(${JSON.stringify(COMMAND_LINE)});\n`;
      await writeFile(join(home, "tracksafe/bin/tracksafe.js"), launcher, { mode: 0o755 });
      await writeFile(join(home, "tracksafe/package.json"), '{ "type": "module" }');
      const { recipient } = await generateKey("x25519", new Date());
      const setting = `AGE_RECIPIENTS=${recipient}`;
      await writeFile(join(home, ".config/tracksafe/backup.env"), `${setting}\n`);
      const env = {
        HOME: home,
        SPOTIFY_API_URL: emulator.apiUrl,
        SPOTIFY_ACCOUNTS_URL: emulator.accountsUrl,
        SPOTIFY_CLIENT_ID: emulator.app.clientId,
        SPOTIFY_CLIENT_SECRET: emulator.app.clientSecret,
        SPOTIFY_REFRESH_TOKEN: emulator.issueRefreshToken("one", READ_SCOPES),
      };
      await runShell(home, `export ${setting}; ${byService.replaceAll("%h", home)}`, env);
      expect(await runShell(home, byCron, env)).toBe("");
      const [user = ""] = await readdir(join(home, "backups"));
      const snapshots = await readdir(join(home, "backups", user));
      expect(snapshots).toHaveLength(2);
      for (const name of snapshots) {
        expect(await readdir(join(home, "backups", user, name))).toContain("likes.json.gz.age");
      }
    } finally {
      await Promise.all([emulator.close(), temp.remove()]);
    }
  });

  it("runs the service by a timer of the same name, at an odd minute", async () => {
    const timer = await example("systemd/tracksafe.timer");
    expect(timer).toMatch(/^OnCalendar=\*-\*-\* \d\d:(?!00|30)\d\d:00$/m);
    expect(timer).toMatch(/^Persistent=true$/m);
    expect((await readdir(join(root, "docs/examples/systemd"))).sort()).toEqual([
      "tracksafe.service",
      "tracksafe.timer",
    ]);
  });
});
