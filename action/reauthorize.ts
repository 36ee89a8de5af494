import { inviteToRenewSpotify, renewSpotifyLogin } from "../src/app/renewal.ts";
import { UsageError } from "../src/errors.ts";
import { EXIT, exitOf } from "../src/report/exit.ts";
import { renewalByHand, renewalInvitation, renewalSummary } from "../src/report/renewal.ts";
import { type Command, repositoryUrlOf } from "./context.ts";
import { requireApp } from "./inputs.ts";
import { spotifyAddresses } from "./spotify.ts";

/**
 * `command: reauthorize`: renews the login from any browser. Without an address the run gives a link;
 * with the address to which that led, it makes it a login and stores it.
 */
export const reauthorizeCommand: Command = async (context, repositories) => {
  const { inputs, output, world } = context;
  const secretName = inputs.refreshTokenSecret;
  const app = { ...requireApp(inputs), ...spotifyAddresses(context) };
  const repository = await repositories.settings();
  if (repository === null) return { ...withoutToken(), summary: renewalByHand(secretName) };
  const { store } = await repositories.target();
  const renewal = { app, secretName };
  const where = { repository, store, user: inputs.user };
  if (inputs.redirectedUrl === null) {
    const link = await inviteToRenewSpotify(renewal, where, world);
    const repositoryUrl = repositoryUrlOf(context);
    const workflowUrl = repositoryUrl && `${repositoryUrl}/actions/workflows/reauthorize.yml`;
    return {
      exit: EXIT.done,
      text: "The summary of this run has the link to log in with.",
      summary: renewalInvitation({ ...link, workflowUrl }),
    };
  }
  const renewed = await renewSpotifyLogin(renewal, inputs.redirectedUrl, where, world);
  output.set("status", "complete");
  return {
    exit: EXIT.done,
    text: `The login is renewed, and stored in the secret ${secretName}.`,
    summary: renewalSummary({ ...renewed, secretName }),
    ...(!renewed.isDateStored && {
      warning: `The day of the login could not be stored in ${renewed.dateName}: the summary says what to set.`,
    }),
  };
};

function withoutToken() {
  const error = new UsageError(
    "config/missing",
    "The input secrets-token (secret SECRETS_TOKEN) is empty, so a login cannot be stored.",
    {
      hint: "The summary of the run says how to make a token, and how to renew the login without one.",
    },
  );
  return { exit: exitOf(error), error };
}
