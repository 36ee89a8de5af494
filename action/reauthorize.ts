import { inviteToRenewSpotify, renewSpotifyLogin } from "../src/app/renewal.ts";
import { EXIT } from "../src/report/exit.ts";
import { renewalInvitation, renewalSummary } from "../src/report/renewal.ts";
import { Secret } from "../src/secret.ts";
import type { ActionCommand } from "./context.ts";
import type { Inputs } from "./inputs.ts";
import { type AppInputs, LINK_NEEDS, missingInputs, requireApp, settingOf } from "./needs.ts";
import { setupPagesOf } from "./pages.ts";
import { requireSettings } from "./repositories.ts";
import { spotifyAddresses } from "./spotify.ts";
import { unreadyLogin } from "./unready.ts";

/**
 * `command: reauthorize`: logs in from any browser. Without an address the run gives a link; with
 * the address to which that led, it makes it a login and stores it.
 */
export const reauthorizeAction: ActionCommand = async (context, repositories) => {
  const { inputs, output, world } = context;
  const { account: purpose, sameApp, newUser, user, redirectedUrl } = inputs;
  const missing = missingInputs(LINK_NEEDS, inputs);
  if (missing !== null) return unreadyLogin(context, missing);
  const app = requireApp(inputs);
  const repository = await requireSettings(repositories);
  const secretName = inputs.refreshTokenSecret;
  const renewal = {
    app: { ...app, ...spotifyAddresses(context) },
    purpose,
    newUser,
    secretName,
    companions: sameApp ? companionsOf(inputs, app) : [],
  };
  const { store } = await repositories.target();
  const where = { repository, store, user };
  const { logIn, backup, secrets } = setupPagesOf(context);
  if (redirectedUrl === null) {
    const link = await inviteToRenewSpotify(renewal, where, world);
    return {
      exit: EXIT.done,
      text: "The summary of this run has the link to log in with.",
      summary: renewalInvitation({ ...link, purpose, sameApp, newUser, workflowUrl: logIn }),
    };
  }
  const renewed = await renewSpotifyLogin(renewal, redirectedUrl, where, world);
  output.set("status", "complete");
  const { account, day } = renewed;
  return {
    exit: EXIT.done,
    text: `The login is stored in the secret ${secretName}.`,
    summary: renewalSummary({
      ...renewed,
      purpose,
      newUser,
      name: output.showsNames ? account.displayName : null,
      secrets: [...renewal.companions.map(({ name }) => name), secretName],
      backupUrl: backup,
      secretsUrl: secrets,
    }),
    ...(day?.isStored === false && {
      warning: `The day of the login could not be stored in ${day.name}: the summary says what to set.`,
    }),
  };
};

/**
 * The app of the backups under the names that belong to this login, so that a restore finds both.
 */
function companionsOf(inputs: Inputs, { clientId, clientSecret }: AppInputs) {
  const own = { ...inputs, sameApp: false };
  return [
    { name: settingOf("spotify-client-id", own), value: new Secret(clientId) },
    { name: settingOf("spotify-client-secret", own), value: clientSecret },
  ];
}
