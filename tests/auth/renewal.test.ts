import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Consent } from "../../src/auth/login.ts";
import { inviteToRenew, type Renewal, renewLogin, storeReplaced } from "../../src/auth/renewal.ts";
import { createRenewalStates } from "../../src/auth/renewal-state.ts";
import { AuthError, StoreError } from "../../src/errors.ts";
import type { WorkflowRepository } from "../../src/model/workflow-repository.ts";
import { Secret } from "../../src/secret.ts";
import { IMPORTED_USER, userName } from "../../src/snapshot/names.ts";
import { appErrorOf, printed } from "../support/app-error.ts";
import { createFakeClock, type FakeClock } from "../support/fake-clock.ts";

const REDIRECT = "http://127.0.0.1:8888/callback";
const NOW = "2026-11-22T23:30:00Z";
const MINUTE = 60_000;
const TOKEN = "SPOTIFY_REFRESH_TOKEN";
const DATE = "SPOTIFY_AUTHORIZED_AT";
const USER = userName("music", "me");
const ME = { id: "me", aliases: [], displayName: "Name" };

/** A provider that gives every code a login, and a repository in memory. */
function createScene(
  parts: Partial<{ secrets: string[]; variables: string[]; may: string[] }> = {},
) {
  const clock: FakeClock = createFakeClock(NOW);
  const secrets = new Map(
    (parts.secrets ?? ["SPOTIFY_REFRESH_TOKEN"]).map((name) => [name, "old"]),
  );
  const variables = new Map((parts.variables ?? []).map((name) => [name, "old"]));
  const may = parts.may ?? ["secrets", "variables"];
  const codes: string[] = [];
  const consent: Consent = {
    provider: "music",
    url: ({ redirectUri, state }) => `https://login.example/?to=${redirectUri}&state=${state}`,
    refusal: (error) => new AuthError("auth/denied", `The page said ${error}.`),
    async exchange(code) {
      codes.push(code.reveal());
      const account = { ...ME, id: code.reveal() };
      return { refreshToken: new Secret("canary-token"), scopes: null, account };
    },
  };
  const require = (area: string) => {
    if (!may.includes(area)) throw new StoreError("store/permission", "Not allowed.");
  };
  const workflows = {
    name: "somebody/music",
    async secretNames() {
      return new Set(secrets.keys());
    },
    async setSecret(name: string, value: Secret) {
      require("secrets");
      secrets.set(name, value.reveal());
    },
    async variables() {
      require("variables");
      return variables;
    },
    async setVariable(name: string, value: string) {
      require("variables");
      variables.set(name, value);
    },
  } as Partial<WorkflowRepository> as WorkflowRepository;
  const renewal: Renewal = {
    consent,
    clientSecret: new Secret("client-secret"),
    purpose: "backup",
    newUser: false,
    secretName: "SPOTIFY_REFRESH_TOKEN",
    companions: [],
    redirectUri: REDIRECT,
    clock,
  };
  const placesOf = (users = [USER], user: string | null = null) => ({
    workflows,
    users: async () => users,
    user,
  });
  const stateOf = ({ clientSecret, secretName }: Renewal = renewal) =>
    createRenewalStates(clientSecret, secretName).create(clock.now());
  const renew = (pasted: string, ...whose: Parameters<typeof placesOf>) =>
    renewLogin(renewal, new Secret(pasted), placesOf(...whose));
  const invite = (...whose: Parameters<typeof placesOf>) =>
    inviteToRenew(renewal, placesOf(...whose));
  return { workflows, invite, clock, secrets, variables, codes, renewal, stateOf, renew };
}

const address = (state: string, rest = "code=me") => `${REDIRECT}?${rest}&state=${state}`;

describe("the renewal of a login", () => {
  it("stores it in its secret, and its day beside it", async () => {
    const scene = createScene();
    const { url, goodUntil } = await scene.invite();
    expect(goodUntil).toEqual(new Date("2026-11-23T00:30:00Z"));
    const state = new URL(url).searchParams.get("state") ?? "";
    await scene.clock.advance(59 * MINUTE);
    const renewed = await scene.renew(` "${address(state)}"\n`);
    expect(renewed).toEqual({
      account: ME,
      isFirst: false,
      isBackedUp: true,
      authorizedAt: new Date(NOW),
      day: { name: DATE, isStored: true },
    });
    expect(scene.secrets).toEqual(new Map([["SPOTIFY_REFRESH_TOKEN", "canary-token"]]));
    // The day of the link, because the person cannot have agreed earlier. By now it is the next day.
    expect(scene.variables).toEqual(new Map([["SPOTIFY_AUTHORIZED_AT", "2026-11-22"]]));
  });

  it.each([
    ["variable", {}, ["variable"]],
    ["variable that is there", { variables: [DATE] }, ["variable"]],
    ["secret that is there", { secrets: [TOKEN, DATE] }, ["secret"]],
    ["both that are there", { secrets: [TOKEN, DATE], variables: [DATE] }, ["secret", "variable"]],
    ["secret without a right to variables", { may: ["secrets"] }, ["secret"]],
  ])("has its day in the %s", async (_, parts, places) => {
    const { secrets, variables, renew, stateOf } = createScene(parts);
    expect((await renew(address(stateOf()))).day?.isStored).toBe(true);
    const found = [
      ...(secrets.get(DATE) === "2026-11-22" ? ["secret"] : []),
      ...(variables.get(DATE) === "2026-11-22" ? ["variable"] : []),
    ];
    expect(found).toEqual(places);
  });

  it("stands although its day could not be stored", async () => {
    const scene = createScene();
    scene.secrets.set(DATE, "old");
    const set = scene.secrets.set.bind(scene.secrets);
    scene.secrets.set = (name, value) => {
      if (name === DATE) throw new StoreError("store/refused", "No.");
      return set(name, value);
    };
    expect((await scene.renew(address(scene.stateOf()))).day?.isStored).toBe(false);
    expect(scene.secrets.get(TOKEN)).toBe("canary-token");
  });

  it.each<[string, (scene: ReturnType<typeof createScene>) => string, string]>([
    ["junk", () => "canary-token", "usage/pasted"],
    ["another page", () => "https://accounts.example/authorize?client_id=1", "usage/pasted"],
    ["another port", ({ stateOf }) => address(stateOf()).replace("8888", "8889"), "usage/pasted"],
    [
      "the link itself",
      ({ renewal, stateOf }) => renewal.consent.url({ redirectUri: REDIRECT, state: stateOf() }),
      "usage/pasted",
    ],
    ["an address without state", () => `${REDIRECT}?code=me`, "usage/pasted"],
    ["one that is cut off", ({ stateOf }) => address(stateOf()).slice(0, -1), "usage/pasted"],
    ["one without code", ({ stateOf }) => address(stateOf(), "x=1"), "usage/pasted"],
    ["one with two codes", ({ stateOf }) => address(stateOf(), "code=me&code=you"), "usage/pasted"],
    [
      "one for another secret",
      ({ stateOf, renewal }) => address(stateOf({ ...renewal, secretName: "OTHER" })),
      "usage/pasted",
    ],
    [
      "one made with another app's secret",
      ({ stateOf, renewal }) => address(stateOf({ ...renewal, clientSecret: new Secret("x") })),
      "usage/pasted",
    ],
    ["a refusal", ({ stateOf }) => address(stateOf(), "error=access_denied"), "auth/denied"],
  ])("is not made of %s", async (_, paste, code) => {
    const scene = createScene();
    const error = await appErrorOf(() => scene.renew(paste(scene)));
    expect(error.code).toBe(code);
    expect(printed(error)).not.toContain("canary");
    expect(scene.codes).toEqual([]);
    expect(scene.secrets.get(TOKEN)).toBe("old");
  });

  it("is not made of a link that is older than an hour, or from a clock far ahead", async () => {
    const scene = createScene();
    const state = scene.stateOf();
    await scene.clock.advance(61 * MINUTE);
    expect((await appErrorOf(() => scene.renew(address(state)))).code).toBe("auth/link");
    const early = createScene();
    const states = createRenewalStates(new Secret("client-secret"), TOKEN);
    const late = states.create(new Date(Date.parse(NOW) + 2 * MINUTE));
    expect((await appErrorOf(() => early.renew(address(late)))).code).toBe("auth/link");
  });

  it.each([
    ["another account's", ["0123456789abcdef"], null, "auth/other-account", 1],
    ["nobody's", [], null, "snapshot/not-found", 0],
    ["several accounts'", [USER, "0123456789abcdef"], null, "config/missing", 0],
    ["those of another than is named", [USER], "0123456789abcdef", "snapshot/not-found", 0],
    [
      "another's, who is named",
      [USER, "0123456789abcdef"],
      "0123456789abcdef",
      "auth/other-account",
      1,
    ],
  ])("is refused when the backups are %s", async (_, users, user, code, exchanged) => {
    const scene = createScene();
    const error = await appErrorOf(() => scene.renew(address(scene.stateOf()), users, user));
    expect(error.code).toBe(code);
    expect(scene.codes).toHaveLength(exchanged);
    // A refusal that needs no login comes before anybody is invited to log in.
    const early = await scene.invite(users, user).catch((reason: unknown) => reason);
    expect(early).toMatchObject(exchanged === 1 ? { goodUntil: expect.any(Date) } : { code });
    expect(scene.secrets.get(TOKEN)).toBe("old");
  });

  it("finds the named one among several accounts", async () => {
    const scene = createScene();
    await scene.renew(address(scene.stateOf()), ["0123456789abcdef", USER], USER);
    expect(scene.secrets.get(TOKEN)).toBe("canary-token");
  });

  it("is of any account as long as there is neither a backup nor a login", async () => {
    const scene = createScene({ secrets: ["ANOTHER"] });
    expect(await scene.invite([])).toMatchObject({ isFirst: true });
    const login = await scene.renew(address(scene.stateOf()), [IMPORTED_USER]);
    expect(login).toMatchObject({ account: ME, isFirst: true, isBackedUp: false });
    expect(scene.secrets.get(TOKEN)).toBe("canary-token");
    // Now there is a login, but nothing proves that another login is for the same account.
    const error = await appErrorOf(() => scene.renew(address(scene.stateOf()), []));
    expect(error.code).toBe("snapshot/not-found");
    expect(error.hint).toContain(`delete the secret ${TOKEN}`);
    expect(scene.codes).toHaveLength(1);
  });

  it("is of a new account if that was asked for", async () => {
    const scene = createScene();
    const renewal = { ...scene.renewal, newUser: true };
    const repository = { workflows: scene.workflows, users: async () => ["another"], user: null };
    expect(await inviteToRenew(renewal, repository)).toMatchObject({ isFirst: true });
    const pasted = new Secret(address(scene.stateOf()));
    const login = await renewLogin(renewal, pasted, repository);
    expect(login).toMatchObject({ account: ME, isFirst: true, isBackedUp: false });
    expect(scene.secrets.get(TOKEN)).toBe("canary-token");
  });

  it("is of the account of the backups although its secret was deleted", async () => {
    const scene = createScene({ secrets: [] });
    const error = await appErrorOf(() => scene.renew(address(scene.stateOf()), ["another"]));
    expect(error.code).toBe("auth/other-account");
    expect(await scene.renew(address(scene.stateOf()))).toMatchObject({ isFirst: false });
    expect(scene.secrets.get(TOKEN)).toBe("canary-token");
  });
});

describe("the login of an account to restore into", () => {
  const target = (scene: ReturnType<typeof createScene>): Renewal => ({
    ...scene.renewal,
    purpose: "restore",
    secretName: "TARGET_REFRESH_TOKEN",
    companions: [{ name: "TARGET_CLIENT_ID", value: new Secret("an-id") }],
  });

  it.each([
    ["another", ["another", "a third"], false],
    ["one that is backed up as well", [USER], true],
    ["the first of all", [], false],
  ])("is of any account, such as %s, and is stored with its app", async (_, users, isBackedUp) => {
    const scene = createScene();
    const renewal = target(scene);
    const places = { workflows: scene.workflows, users: async () => users, user: null };
    const { url, isFirst } = await inviteToRenew(renewal, places);
    expect(isFirst).toBe(false);
    const state = new URL(url).searchParams.get("state") ?? "";
    const login = await renewLogin(renewal, new Secret(address(state)), places);
    expect(login).toMatchObject({ isBackedUp, day: null });
    expect(scene.secrets).toEqual(
      new Map([
        [TOKEN, "old"],
        ["TARGET_CLIENT_ID", "an-id"],
        ["TARGET_REFRESH_TOKEN", "canary-token"],
      ]),
    );
    expect(scene.variables).toEqual(new Map());
  });

  it("is not made of a link for the account of the backups, nor the other way round", async () => {
    const scene = createScene();
    const places = { workflows: scene.workflows, users: async () => [USER], user: null };
    const pasted = new Secret(address(scene.stateOf()));
    const error = await appErrorOf(() => renewLogin(target(scene), pasted, places));
    expect(error.code).toBe("usage/pasted");
    const other = address(scene.stateOf(target(scene)));
    expect((await appErrorOf(() => scene.renew(other))).code).toBe("usage/pasted");
    expect(scene.codes).toEqual([]);
  });
});

describe("a login that was replaced", () => {
  it("is stored in the secret it came from, and in no new one", async () => {
    const { workflows, secrets } = createScene();
    await storeReplaced(workflows, TOKEN, new Secret("newer"));
    const error = await appErrorOf(() => storeReplaced(workflows, "ANOTHER", new Secret("newer")));
    expect(error.code).toBe("config/missing");
    expect(secrets).toEqual(new Map([[TOKEN, "newer"]]));
  });
});

describe("a state", () => {
  const states = createRenewalStates(new Secret("client-secret"), "A");

  it("is read back to the second", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date("9999-01-01"), noInvalidDate: true }),
        (now) => {
          const seconds = Math.floor(now.getTime() / 1000) * 1000;
          expect(states.read(states.create(now))).toEqual(new Date(seconds));
        },
      ),
    );
  });

  it("is nobody else's to make or to change", () => {
    const good = states.create(new Date(NOW));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, put) => {
        const changed = good.slice(0, at) + put + good.slice(at + 1);
        if (changed !== good) expect(states.read(changed)).toBeNull();
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(states.read(text)).toBeNull();
      }),
    );
  });
});
