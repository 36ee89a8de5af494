import { describe, expect, it } from "vitest";
import { fault } from "../../emulator/index.ts";
import {
  createRenewalScene,
  LOGIN,
  LOGIN_DATE,
  linkOf,
  type RenewalScene,
  shown,
} from "../support/action/renewal-scene.ts";
import { approve } from "../support/cli/login-scene.ts";
import { openSecret, setSecret } from "../support/github/secrets.ts";

const PAGE = "https://github.com/somebody/tracksafe";
const titles = ({ action }: RenewalScene) => action.running.issues.map(({ title }) => title);

describe.concurrent("a login that gets old", () => {
  it("is warned of, ends, is renewed from a browser, and the next backup closes the issue", async () => {
    await using scene = await createRenewalScene();
    const { action } = scene;
    const { issues } = action.running;
    await action.seed({ at: "2026-11-22T12:00:00Z", include: ["albums"] });

    scene.goTo(179);
    const warned = await scene.backup({ include: "albums" });
    expect(warned).toMatchObject({ exit: 0, outputs: { status: "complete" } });
    expect(warned.summary).toContain("The login ends on 2027-05-22, in 1 day.");
    expect(warned.summary).toContain(`(${PAGE}/actions/workflows/reauthorize.yml)`);
    expect(titles(scene)).toEqual(["tracksafe: the Spotify login ends soon"]);
    expect(issues[0]?.body).toContain(`(${PAGE}/actions/workflows/reauthorize.yml)`);
    expect(issues[0]?.body).toContain(`(${PAGE}/blob/HEAD/docs/setup.md)`);

    scene.goTo(181);
    const ended = await scene.backup({ include: "albums" });
    expect(ended).toMatchObject({ exit: 4, outputs: { status: "failed" } });
    expect(ended.log).toContain("auth/expired");
    expect(titles(scene)).toEqual([
      expect.stringMatching(/^tracksafe: the Spotify login has ended/),
    ]);
    expect(issues[0]).toMatchObject({
      state: "open",
      body: expect.stringContaining("reauthorize"),
    });

    const invited = await scene.reauthorize();
    expect(invited).toMatchObject({ exit: 0, outputs: {} });
    const url = await approve(linkOf(invited));
    const renewed = await scene.reauthorize({ "redirected-url": url });
    expect(renewed).toMatchObject({ exit: 0, outputs: { status: "complete" } });
    expect(await openSecret(action.running, LOGIN)).not.toBe(action.refreshToken);
    expect(action.running.variables.get(LOGIN_DATE)).toBe("2027-05-22");
    expect(issues[0]?.state).toBe("open");

    // An older day in a secret of the same name is not used.
    await setSecret(action.running, LOGIN_DATE, "2026-01-01");
    const next = await scene.backup({ include: "albums" });
    expect(next).toMatchObject({ exit: 0, outputs: { status: "complete" } });
    expect(next.summary).toContain("The login ends on 2027-11-22");
    expect(issues).toHaveLength(1);
    expect(issues[0]?.state).toBe("closed");

    const all = [warned, ended, invited, renewed, next].map(shown).join("\n");
    for (const secret of await scene.secrets()) expect(all).not.toContain(secret);
  });

  it("is as old as its first sight when nobody said when it was made", async () => {
    await using scene = await createRenewalScene();
    scene.action.running.variables.clear();
    await scene.action.seed({ at: "2026-11-22T12:00:00Z", include: ["albums"] });
    scene.goTo(152);
    const run = await scene.backup({ include: "albums" });
    expect(run).toMatchObject({ exit: 0, summary: expect.stringContaining("2027-05-22") });
    expect(titles(scene)).toEqual(["tracksafe: the Spotify login ends soon"]);
  });

  it("is not said to be lost when Spotify's login service is out of order", async () => {
    await using scene = await createRenewalScene();
    const broken = {
      path: "/api/token",
      times: Number.POSITIVE_INFINITY,
      fault: fault.status(503),
    };
    scene.action.emulator.faults.add(broken);
    const run = await scene.backup();
    expect(run).toMatchObject({ exit: 5, outputs: { status: "failed" } });
    expect(titles(scene)).toEqual([
      "tracksafe: the run failed because of a problem with the network or a service",
    ]);
    expect(shown(run)).not.toMatch(/log in again/i);
    expect(scene.action.running.issues[0]?.body).not.toMatch(/log in|tracksafe auth|reauthorize/i);
  });
});
