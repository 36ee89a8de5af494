import { join } from "node:path";
import type { StatePlace } from "../src/index.ts";
import { createActionsCache } from "./cache.ts";
import { type ActionContext, temporaryOf } from "./context.ts";

/** Where runs in Actions leave what later ones can use: in the cache, and until then on the runner. */
export function createStatePlace(context: ActionContext): StatePlace {
  const { env, world } = context;
  const cache = createActionsCache({ env, clock: world.clock, log: world.log });
  return { root: join(temporaryOf(context), "tracksafe-state"), cache };
}
