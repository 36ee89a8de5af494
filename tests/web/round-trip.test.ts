import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ALL_SCOPES, generateLibrary } from "../../emulator/index.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { runInProcess } from "../support/cli/command.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createScene } from "../support/spotify/scene.ts";
import { startChromium } from "../support/web/chromium.ts";
import { openHistoryPage } from "../support/web/history-page.ts";
import { openKeyPage } from "../support/web/key-page.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

it("a hybrid key made on the page seals a backup, shows it, and restores it with the copied command", async () => {
  const start = new Date(Date.now() - 3 * DAY_MS).toISOString();
  const clock = createFakeClock(start, { autoAdvance: true });
  const accounts = [generateLibrary({ seed: 15, likes: 12, playlists: 1, itemsPerPlaylist: 3 })];
  await using scene = await createScene({ accounts }, { clock });
  const { account, directory, emulator } = scene;
  const browser = await startChromium();
  onTestFinished(() => browser.close());
  await using keyPage = await openKeyPage(browser);
  await keyPage.page.getByLabel("Post-quantum").check();
  const identity = await keyPage.make();
  expect(identity).toMatch(/^AGE-SECRET-KEY-PQ-1/);
  const keyFile = await keyPage.download("Download the key file");
  await keyPage.keep(identity);
  await keyPage.press("Go on without one");
  const recipient = await keyPage.recipient();
  expect(recipient).toMatch(/^age1pq1/);
  const env = {
    ...scene.env,
    HOME: directory,
    SPOTIFY_REFRESH_TOKEN: emulator.issueRefreshToken(account.accountId, ALL_SCOPES),
    AGE_RECIPIENTS: recipient,
    AGE_IDENTITY: new TextDecoder().decode(keyFile.content),
  };
  const run = (args: readonly string[]) => runInProcess(args, env, { clock });
  const snapshots = join(directory, "snapshots");
  const backUp = async () => {
    expect(await run(["backup", "--out", snapshots])).toMatchObject({ exit: 0 });
  };
  await backUp();
  const liked = account.likes.map(({ track }) => track.id);
  await clock.advance(DAY_MS);
  account.likes = account.likes.slice(5);
  await backUp();
  expect(await run(["verify", snapshots])).toMatchObject({ exit: 0 });
  const other = await generateKey("hybrid", new Date());
  const foreign = { AGE_IDENTITY: other.secret.reveal() };
  expect(await runInProcess(["verify", snapshots], foreign)).toMatchObject({ exit: 12 });

  await using history = await openHistoryPage(browser, snapshots);
  const { page } = history;
  await history.unlock(identity);
  await history.go("Restore preview");
  const older = page.getByLabel("Restore the snapshot of");
  await older.selectOption({ index: 1 });
  await page.getByRole("row", { name: "likes 5 7 0" }).waitFor();
  await page.getByLabel("Into").selectOption("same");
  await page.getByLabel("Where the snapshots are").fill(snapshots);
  await page.getByRole("button", { name: "Copy the command" }).click();
  await page.getByText("Copied.").waitFor();
  const copied = String(await page.evaluate("navigator.clipboard.readText()"));
  const [program, ...args] = copied.split(" ");
  expect(program).toBe("tracksafe");
  expect(await run([...args, "--yes"])).toMatchObject({ exit: 0 });
  expect(new Set(account.likes.map(({ track }) => track.id))).toEqual(new Set(liked));
  expect([...keyPage.requests, ...history.requests]).toEqual([]);
});
