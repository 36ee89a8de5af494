import {
  chooseSnapshot,
  connectSpotify,
  createOpen,
  restore,
  snapshotSource,
} from "../src/index.ts";
import { EXIT, exitOf } from "../src/report/exit.ts";
import { exitOfPreview, previewText, restoreText } from "../src/report/restore.ts";
import { previewSummary, restoreSummary } from "../src/report/restore-summary.ts";
import type { Command } from "./ending.ts";
import { requireSpotify } from "./inputs.ts";

/**
 * `command: restore`: puts a snapshot of the target repository back into the account of the login.
 * Nothing is written unless `dry-run` is false.
 */
export const restoreCommand: Command = async ({ env, inputs, output, world }, places) => {
  const login = requireSpotify(inputs);
  const open = inputs.ageIdentity === null ? null : await createOpen(inputs.ageIdentity);
  const { store } = await places.target();
  const ref = await chooseSnapshot(store, {
    ...(inputs.user === null ? {} : { user: inputs.user }),
    ...(inputs.snapshot === null ? {} : { name: inputs.snapshot }),
  });
  const apiUrl = env["SPOTIFY_API_URL"];
  const accountsUrl = env["SPOTIFY_ACCOUNTS_URL"];
  const session = connectSpotify(
    { ...login, ...(apiUrl && { apiUrl }), ...(accountsUrl && { accountsUrl }) },
    world,
  );
  try {
    const source = snapshotSource(store, ref);
    await using planned = await restore(session, world, {
      sources: [source],
      open,
      only: inputs.only,
      sameAccount: inputs.sameAccount,
      journal: null,
    });
    const names = output.showsNames;
    const preview = { ...planned, sources: [names ? source.label : ref.name] };
    if (inputs.dryRun || planned.isEmpty) {
      const exit = exitOfPreview(preview);
      output.set("status", exit === EXIT.done ? "complete" : "partial");
      const text = names ? previewText(preview) : "Planned; the summary has it in numbers.";
      return { exit, text, summary: previewSummary(preview, { names, dryRun: inputs.dryRun }) };
    }
    const result = await planned.apply();
    output.set("status", result.status);
    const exit = result.status === "complete" ? EXIT.done : EXIT.partial;
    return {
      exit: result.error === null ? exit : exitOf(result.error),
      error: result.error,
      ...(result.status === "partial" && {
        warning: "Not everything could be restored; the summary says what.",
      }),
      text: names ? restoreText(result) : "Restored; the summary has it in numbers.",
      summary: restoreSummary(result, { names }),
    };
  } finally {
    await session.close();
  }
};
