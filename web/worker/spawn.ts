import type { RunningWorker } from "../history/actions.ts";
import { createClient } from "./client.ts";
import { portOf } from "./messages.ts";

/** The part of Trusted Types that the page uses. Some browsers do not have them. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}

/**
 * Gives a function that starts workers of the page's own script, which is `code`. The policy of the
 * page lets this name make one address, that of the script, and nobody else any.
 */
export function workerStarter(code: string): () => RunningWorker {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy("tracksafe-worker", {
    createScriptURL: () => address,
  });
  return () => {
    const worker = new Worker(policy?.createScriptURL("") ?? address);
    const client = createClient(portOf(worker)) as RunningWorker["client"];
    return {
      client,
      end() {
        worker.terminate();
        client.end();
      },
    };
  };
}
