import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { describe, expect, it } from "vitest";
import { createAccount, startEmulator } from "../../emulator/index.ts";
import { linkOf } from "../support/action/renewal-scene.ts";
import { smallLibrary } from "../support/action/scene.ts";
import { templateFiles } from "../support/action/template-files.ts";
import { carryOut, type FinishedRun } from "../support/action/workflow-run.ts";
import { approve } from "../support/cli/login-scene.ts";
import { openSecret, setSecret } from "../support/github/secrets.ts";
import { startGitHub } from "../support/github/server.ts";

/** The settings that are to be added, in the order of the summary. */
const toDo = ({ summary }: FinishedRun) =>
  [...summary.matchAll(/^- \[ \] `(\w+)`/gm)].map(([, name]) => name);

describe("the first steps in a copy of the template, in a browser alone", () => {
  it("lead to a backup by what the summaries say, and to a login to restore with", async () => {
    const accounts = [smallLibrary(), createAccount("new")];
    const redirectUris = ["http://127.0.0.1/callback"];
    const emulator = await startEmulator({ accounts, redirectUris });
    const github = await startGitHub();
    try {
      const repository = await github.addRepository({
        owner: "somebody",
        name: "music",
        files: templateFiles(),
      });
      const person = github.addToken({
        label: "person",
        rights: { [repository.fullName]: { contents: "read", actions: "write" } },
      });
      const run = async (file: string, inputs: Readonly<Record<string, string>> = {}) => {
        const answer = await fetch(
          `${github.url}/repos/${repository.fullName}/actions/workflows/${file}/dispatches`,
          {
            method: "POST",
            headers: { authorization: `Bearer ${person.value}` },
            body: JSON.stringify({ ref: repository.defaultBranch, inputs }),
          },
        );
        expect(answer.ok).toBe(true);
        const asked = repository.runs.at(-1) ?? expect.fail("a run");
        return await carryOut(asked, { github, emulator, repository });
      };
      const logIn = (inputs: Readonly<Record<string, string>>) => run("reauthorize.yml", inputs);

      const first = await run("backup.yml");
      expect(first.conclusion).toBe("success");
      expect(toDo(first)).toEqual([
        "SPOTIFY_CLIENT_ID",
        "SPOTIFY_CLIENT_SECRET",
        "SECRETS_TOKEN",
        "SPOTIFY_REFRESH_TOKEN",
        "AGE_RECIPIENTS",
      ]);
      repository.variables.set("SPOTIFY_CLIENT_ID", emulator.app.clientId);
      await setSecret(repository, "SPOTIFY_CLIENT_SECRET", emulator.app.clientSecret);

      const early = await logIn({});
      expect(early.conclusion).toBe("failure");
      expect(toDo(early)).toEqual(["SECRETS_TOKEN"]);
      const { value: token } = github.addToken({
        label: "secrets",
        rights: { [repository.fullName]: { secrets: "write", variables: "write" } },
      });
      await setSecret(repository, "SECRETS_TOKEN", token);

      const link = linkOf(await logIn({}));
      const loggedIn = await logIn({ "redirected-url": await approve(link) });
      expect(loggedIn.conclusion).toBe("success");
      expect(loggedIn.summary).toContain("`SPOTIFY_REFRESH_TOKEN`");

      const almost = await run("backup.yml");
      expect(almost.conclusion).toBe("failure");
      expect(toDo(almost)).toEqual(["AGE_RECIPIENTS"]);
      const identity = await generateX25519Identity();
      repository.variables.set("AGE_RECIPIENTS", await identityToRecipient(identity));
      const backup = await run("backup.yml");
      expect(backup.conclusion).toBe("success");
      expect(await repository.log("backups")).toHaveLength(1);
      expect((await run("verify.yml")).conclusion).toBe("success");

      // The account is lost. The new one first has no app, and then takes that of the backups.
      const lacking = await logIn({ account: "restore" });
      expect(lacking.conclusion).toBe("failure");
      expect(toDo(lacking)).toEqual(["TARGET_SPOTIFY_CLIENT_ID", "TARGET_SPOTIFY_CLIENT_SECRET"]);
      const restore = { account: "restore", "same-app": "true" };
      const redirected = await approve(linkOf(await logIn(restore)), 1);
      const target = await logIn({ ...restore, "redirected-url": redirected });
      expect(target.conclusion).toBe("success");
      expect(await openSecret(repository, "TARGET_SPOTIFY_CLIENT_ID")).toBe(emulator.app.clientId);
      const preview = await run("restore.yml");
      expect(preview.conclusion).toBe("failure");
      expect(preview.log).toContain("Add the secret AGE_IDENTITY");

      // The account is not lost: its likes are restored into itself.
      await setSecret(repository, "AGE_IDENTITY", identity);
      const [account = expect.fail("an account")] = emulator.accounts;
      const { likes } = account;
      account.likes = [];
      const undo = { target: "same", only: "likes", "dry-run": "false", unproved: "true" };
      const other = await run("restore.yml", undo);
      expect(other.conclusion).toBe("failure");
      expect(other.summary).toContain("is not for the account that the snapshot is from");
      repository.secrets.delete("TARGET_SPOTIFY_REFRESH_TOKEN");
      const readOnly = await run("restore.yml", undo);
      expect(readOnly.conclusion).toBe("failure");
      expect(readOnly.summary).toContain("The login of the backups may only read.");
      const again = await approve(linkOf(await logIn(restore)), 0);
      await logIn({ ...restore, "redirected-url": again });
      const undone = await run("restore.yml", undo);
      expect(undone.conclusion).toBe("success");
      expect(account.likes.map(({ track }) => track)).toEqual(likes.map(({ track }) => track));

      // From now on another account is backed up.
      const change = { "new-user": "true" };
      const moved = await approve(linkOf(await logIn(change)), 1);
      expect((await logIn({ ...change, "redirected-url": moved })).summary).toContain("new-user");
      expect((await run("backup.yml")).summary).toContain("store/new-user");
      expect((await run("backup.yml", change)).conclusion).toBe("success");
    } finally {
      await Promise.all([emulator.close(), github.close()]);
    }
  });
});
