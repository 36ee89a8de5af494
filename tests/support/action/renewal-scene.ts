import type { EmulatorOptions } from "../../../emulator/index.ts";
import { openSecret, setSecret } from "../github/secrets.ts";
import type { Rights, Token } from "../github/tokens.ts";
import {
  type ActionRun,
  type ActionScene,
  type ActionSceneOptions,
  createActionScene,
} from "./scene.ts";

export const LOGIN = "SPOTIFY_REFRESH_TOKEN";
export const LOGIN_DATE = "SPOTIFY_AUTHORIZED_AT";

const START = Date.parse("2026-11-22T12:00:00Z");
const DAY_MS = 24 * 60 * 60 * 1000;

export interface RenewalSceneOptions extends Omit<ActionSceneOptions, "spotify" | "ahead"> {
  readonly spotify?: Omit<EmulatorOptions, "now" | "accounts">;
  /** Default: all that a login is stored with. `null`: there is no such token. */
  readonly secretsRights?: Rights | null;
  readonly secretsTokenEnds?: Date;
}

/** A repository whose workflows take the login from its secrets, on a day that can be chosen. */
export interface RenewalScene extends AsyncDisposable {
  readonly action: ActionScene;
  readonly secretsToken: Token | null;
  /** Goes so many days on from noon of 2026-11-22, which is when the login was made. */
  goTo(days: number): void;
  /** The login that a workflow is given by now. */
  login(): Promise<string>;
  backup(inputs?: Readonly<Record<string, string>>): Promise<ActionRun>;
  reauthorize(inputs?: Readonly<Record<string, string>>): Promise<ActionRun>;
  /** All secrets so far, which must appear nowhere. */
  secrets(): Promise<readonly string[]>;
}

/** Creates a scene. The secrets and variables are what `backup.yml` reads. */
export async function createRenewalScene(options: RenewalSceneOptions = {}): Promise<RenewalScene> {
  const { spotify, secretsRights, secretsTokenEnds, ...rest } = options;
  // The clock stands until the login is made, however long that takes.
  let ahead: number | null = null;
  const now = () => (ahead === null ? START : Date.now() + ahead);
  const action = await createActionScene({
    ...rest,
    spotify: { ...spotify, now },
    ahead: () => now() - Date.now(),
  });
  ahead = START - Date.now();
  const { github, running } = action;
  const rights = secretsRights === undefined ? ALL : secretsRights;
  const secretsToken =
    rights &&
    github.addToken({
      label: "secrets",
      rights: { [running.fullName]: rights },
      ...(secretsTokenEnds && { expiresAt: secretsTokenEnds }),
    });
  const seen = new Set<string>([action.emulator.app.clientSecret, action.tokens.run.value]);
  if (secretsToken !== null) seen.add(secretsToken.value);
  await setSecret(running, LOGIN, action.refreshToken);
  running.variables.set(LOGIN_DATE, "2026-11-22");

  async function login(): Promise<string> {
    const value = (await openSecret(running, LOGIN)) ?? "";
    seen.add(value);
    return value;
  }

  async function settings(): Promise<Record<string, string>> {
    const dates = [running.variables.get(LOGIN_DATE), await openSecret(running, LOGIN_DATE)];
    return {
      "spotify-refresh-token": await login(),
      "spotify-authorized-at": dates.map((date) => date ?? "").join(" "),
      ...(secretsToken && { "secrets-token": secretsToken.value }),
    };
  }

  return {
    action,
    secretsToken,
    goTo(days) {
      ahead = START - Date.now() + days * DAY_MS;
    },
    login,
    backup: async (inputs) => action.run({ ...(await settings()), ...inputs }),
    async reauthorize(inputs = {}) {
      const code = new URLSearchParams(inputs["redirected-url"]?.split("?")[1]).get("code");
      if (code) seen.add(code);
      const none = { "spotify-refresh-token": "", "spotify-authorized-at": "" };
      const command = { command: "reauthorize", "age-recipients": "" };
      return action.run({ ...(await settings()), ...none, ...command, ...inputs });
    },
    async secrets() {
      await login();
      return [...seen].filter((value) => value !== "");
    },
    [Symbol.asyncDispose]: () => action[Symbol.asyncDispose](),
  };
}

const ALL: Rights = { secrets: "write", variables: "write" };

/** The link of a first run, as its summary has it. */
export function linkOf({ summary }: Pick<ActionRun, "summary">): string {
  const [, link] = /\]\((http[^)]+\/authorize[^)]+)\)/.exec(summary) ?? [];
  if (link === undefined) throw new Error(`the summary has no link: ${summary}`);
  return link;
}

/** All that people and later steps can read of a run. */
export const shown = ({ log, summary, report, outputs }: ActionRun): string =>
  [log, summary, report, JSON.stringify(outputs)].join("\n");
