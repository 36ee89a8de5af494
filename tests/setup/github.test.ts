import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startEmulator } from "../../emulator/index.ts";
import { setUp } from "../../src/app/setup.ts";
import { createWorld } from "../../src/app/world.ts";
import type { LoginPrompt } from "../../src/auth/login.ts";
import type { Clock } from "../../src/clock.ts";
import { loginExpiry } from "../../src/model/login-expiry.ts";
import { Secret } from "../../src/secret.ts";
import { smallLibrary } from "../support/action/scene.ts";
import { templateFiles } from "../support/action/template-files.ts";
import { carryOut } from "../support/action/workflow-run.ts";
import { approve } from "../support/cli/login-scene.ts";
import { createScriptedAsker, type Scripted } from "../support/cli/scripted-asker.ts";
import { openSecret } from "../support/github/secrets.ts";
import { startGitHub } from "../support/github/server.ts";
import type { Rights } from "../support/github/tokens.ts";
import { freePort } from "../support/http/ports.ts";

const ALL: Rights = { contents: "read", actions: "write", secrets: "write", variables: "write" };
const SPEED = 20;

/** Time that passes quickly: for the waits between writes, and for the end of a run. */
function createQuickClock(): Clock {
  const start = Date.now();
  return {
    now: () => new Date(start + (Date.now() - start) * SPEED),
    sleep: (ms, signal) => delay(ms / SPEED, undefined, signal ? { signal } : {}),
  };
}

/** Somebody who agrees on the login page at once. */
const agreeable: LoginPrompt = {
  invite: ({ url }) => void approve(url).then(fetch),
  line: (signal) => new Promise((end) => signal.addEventListener("abort", () => end(null))),
  correct: () => {},
  greet: () => {},
  confirmOther: async () => false,
};

describe("setup in a public fork", () => {
  it("puts the first snapshot into a private repository, with a token for that one only", async () => {
    await using emulator = disposable(
      await startEmulator({
        accounts: [smallLibrary()],
        redirectUris: ["http://127.0.0.1/callback"],
      }),
    );
    await using github = disposable(await startGitHub());
    const fork = await github.addRepository({
      owner: "somebody",
      name: "tracksafe",
      visibility: "public",
      isFork: true,
      files: templateFiles(),
    });
    for (const workflow of fork.workflows) workflow.state = "disabled_fork";
    const vault = await github.addRepository({ owner: "somebody", name: "vault" });
    const add = (label: string, rights: Readonly<Record<string, Rights>>) =>
      github.addToken({ label, rights }).value;
    const person = add("person", { [fork.fullName]: ALL, [vault.fullName]: { contents: "read" } });
    const reader = add("reader", { [vault.fullName]: { contents: "read" } });
    const writer = add("writer", { [vault.fullName]: { contents: "write" } });
    const home = await mkdtemp(join(tmpdir(), "tracksafe-fork-"));
    try {
      const script: readonly Scripted[] = [
        [/Name a private repository for the snapshots now\?/, ""],
        [/Private repository/, vault.fullName],
        [/Token/, reader],
        [/Token/, writer],
        [/Log in now\?/, ""],
        [/Use the app emulated-client/, ""],
        [/Set up the key now\?/, ""],
        [/already have an age key/, ""],
        [/File for the key/, ""],
        [/recovery copy/, ""],
        [/Add it now\?/, ""],
        [/Switch it on\?/, ""],
        [/Start it now\?/, ""],
      ];
      const asker = createScriptedAsker(script);
      let log: Promise<string> | null = null;
      const say = (text: string) => {
        asker.say(text);
        const [run] = fork.runs;
        if (!text.startsWith("The backup is running: ") || run === undefined) return;
        log = carryOut(run, { github, emulator, repository: fork }).then((done) => done.log);
      };
      const { clientId, clientSecret } = emulator.app;
      const clock = createQuickClock();
      const request = {
        repository: fork.fullName,
        ownRepository: null,
        token: { value: new Secret(person), name: "GITHUB_TOKEN" },
        apiUrl: github.url,
        knownApp: { clientId, clientSecret: new Secret(clientSecret) },
        spotify: { apiUrl: emulator.apiUrl, accountsUrl: emulator.accountsUrl },
        port: await freePort(),
        keys: { home, file: join(home, "tracksafe.key"), isInRepository: async () => false },
        expiry: (since: Date) => loginExpiry(since, clock.now()),
        again: new Set<never>(),
        skip: new Set<never>(),
        dryRun: false,
      };
      const world = createWorld({ clock });
      const result = await setUp(request, { asker: { ...asker, say }, person: agreeable }, world);

      expect(asker.left()).toEqual([]);
      expect(result.isComplete, `${asker.screen()}\n${await log}`).toBe(true);
      expect(asker.screen()).toContain('lacks the permission "contents: write"');
      expect(await openSecret(fork, "BACKUP_TOKEN")).toBe(writer);
      expect(fork.variables.get("BACKUP_REPOSITORY")).toBe(vault.fullName);
      expect(fork.workflows.filter(({ state }) => state === "active").map(({ file }) => file)) //
        .toEqual(["backup.yml", "reauthorize.yml", "restore.yml", "verify.yml"]);
      const paths = [...(await vault.files(vault.defaultBranch)).keys()];
      expect(paths.filter((path) => path.endsWith("/metadata.json"))).toHaveLength(1);
      expect(paths.filter((path) => path.endsWith("/likes.json.gz.age"))).toHaveLength(1);
      expect((await fork.files("backups")).size).toBe(0);

      // Once more: nothing is asked, nothing is written.
      github.reset();
      const silent = createScriptedAsker([], false);
      const again = await setUp(request, { asker: silent, person: agreeable }, world);
      expect(again).toMatchObject({ written: [], isComplete: true });
      expect(github.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});

function disposable<T extends { close(): Promise<void> }>(server: T): T & AsyncDisposable {
  return { ...server, [Symbol.asyncDispose]: () => server.close() };
}
