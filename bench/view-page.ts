import type { CDPSession, Page } from "playwright-core";

/** The page, and the means to measure it. Times are in milliseconds. */
export interface MeasuredPage {
  /**
   * Runs `action` in the page, and gives the time until `isShown` holds there and is drawn. Both are
   * JavaScript.
   */
  shownIn(action: string, isShown: string): Promise<number>;
  /** The CPU time that the page and its worker have taken so far. */
  cpuTime(): Promise<number>;
  /** The longest task of the page while `work` goes on; 0: none took over 50 ms. */
  longestTask(work: () => Promise<void>): Promise<number>;
  /** The memory that the page and its worker use, in bytes, with what was not collected yet. */
  memory(): Promise<number>;
}

const MEASURING = `
  globalThis.shownIn = (action, isShown) => new Promise((resolve) => {
    const begin = performance.now();
    const look = () => {
      if (!isShown()) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begin)));
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
    action();
    look();
  });
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  }).observe({ type: "longtask" });
`;

/** Prepares `page`, which is open and has not started its worker, to be measured. */
export async function measurePage(page: Page): Promise<MeasuredPage> {
  const session = await page.context().newCDPSession(page);
  const workers = await followWorkers(session);
  await page.evaluate(MEASURING);
  await session.send("Performance.enable");
  return {
    shownIn: async (action, isShown) =>
      Number(await page.evaluate(`shownIn(() => { ${action} }, () => ${isShown})`)),
    async cpuTime() {
      const { metrics } = await session.send("Performance.getMetrics");
      return 1000 * (metrics.find(({ name }) => name === "ProcessTime")?.value ?? 0);
    },
    async longestTask(work) {
      await page.evaluate("longTasks.length = 0");
      await work();
      return Number(await page.evaluate("Math.max(0, ...longTasks)"));
    },
    async memory() {
      const ask = [(method: Parameters<Send>[0]) => session.send(method), ...workers.values()];
      const used = await Promise.all(
        ask.map(async (send) => totalOf((await send("Runtime.getHeapUsage")) as HeapUsage)),
      );
      return used.reduce((sum, bytes) => sum + bytes, 0);
    },
  };
}

/** Sends a command to one worker. */
type Send = (method: "Runtime.getHeapUsage") => Promise<unknown>;

interface HeapUsage {
  readonly usedSize: number;
  readonly embedderHeapUsedSize: number;
  readonly backingStorageSize: number;
}

/** The objects of scripts, those of the browser that they hold, and the bytes of their buffers. */
function totalOf({ usedSize, embedderHeapUsedSize, backingStorageSize }: HeapUsage): number {
  return usedSize + embedderHeapUsedSize + backingStorageSize;
}

/** The workers that the page of `session` has, now and later. */
async function followWorkers(session: CDPSession): Promise<ReadonlyMap<string, Send>> {
  const workers = new Map<string, Send>();
  const waiting = new Map<number, (result: unknown) => void>();
  let last = 0;
  session.on("Target.attachedToTarget", ({ sessionId }) => {
    workers.set(sessionId, (method) => {
      last += 1;
      const message = JSON.stringify({ id: last, method });
      const answer = new Promise((resolve) => waiting.set(last, resolve));
      return session.send("Target.sendMessageToTarget", { sessionId, message }).then(() => answer);
    });
  });
  session.on("Target.detachedFromTarget", ({ sessionId }) => workers.delete(sessionId));
  session.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result } = JSON.parse(message);
    waiting.get(id)?.(result);
  });
  await session.send("Target.setAutoAttach", {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  return workers;
}
