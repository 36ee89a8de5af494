const SPEED = 20;

const CODE = `
  import { syncBuiltinESMExports } from "node:module";
  import timers from "node:timers/promises";
  const Real = Date;
  const start = Real.now();
  globalThis.Date = class extends Real {
    constructor(...given) {
      super(...(given.length === 0 ? [Date.now()] : given));
    }
    static now() {
      return start + (Real.now() - start) * ${SPEED};
    }
  };
  const { setTimeout } = timers;
  timers.setTimeout = (ms, ...rest) => setTimeout(ms / ${SPEED}, ...rest);
  syncBuiltinESMExports();
`;

/**
 * An environment in which time passes twenty times as fast for a program of Node's, as far as it
 * goes by the clock that tracksafe uses: for what waits between requests, in processes of its own.
 */
export const FAST_TIME = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(CODE)}`,
};
