import { expect, it, onTestFinished } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { createClient } from "../../web/worker/client.ts";
import { portOf } from "../../web/worker/messages.ts";
import { type Call, serve } from "../../web/worker/serve.ts";

const never = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });

const service = {
  double: async (given: number) => 2 * given,
  count: async (to: number, { onProgress }: Call) => {
    for (let done = 1; done <= to; done += 1) onProgress({ done, total: to });
    return to;
  },
  refuse: async () => {
    throw new UsageError("usage/list", "This is refused.", { hint: "Ask for something else." });
  },
  fail: async () => {
    throw new Error("a secret detail");
  },
  wait: async (_: null, { signal }: Call) => never(signal),
};

function connect() {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  for (const port of [port1, port2]) port.start();
  serve(portOf(port2), service);
  return createClient<typeof service>(portOf(port1));
}

it("gives each question its own answer", async () => {
  const client = connect();
  const answers = [3, 1, 2].map((each) => client.ask("double", each));
  expect(await Promise.all(answers)).toEqual([6, 2, 4]);
});

it("tells how far the work is", async () => {
  const seen: unknown[] = [];
  const answer = await connect().ask("count", 3, { onProgress: (each) => seen.push(each) });
  expect(answer).toBe(3);
  expect(seen).toEqual([1, 2, 3].map((done) => ({ done, total: 3 })));
});

it("passes on what a person is told of an error, and nothing else", async () => {
  const client = connect();
  await expect(client.ask("refuse", undefined as never)).rejects.toMatchObject({
    shown: { code: "usage/list", message: "This is refused.", hint: "Ask for something else." },
  });
  const failed = await client.ask("fail", undefined as never).catch((error: unknown) => error);
  expect(failed).toMatchObject({ shown: { code: "internal/unexpected" } });
  expect(JSON.stringify(failed)).not.toContain("secret detail");
});

it("gives up a question that is cancelled, and all of them at the end", async () => {
  const client = connect();
  const stop = new AbortController();
  const waiting = client.ask("wait", null, { signal: stop.signal });
  const others = client.ask("wait", null);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ shown: { code: "cancelled" } });
  client.end();
  await expect(others).rejects.toMatchObject({ shown: { code: "cancelled" } });
});

it("hands over the memory of an answer, instead of a copy", async () => {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  const made = new Uint8Array([1, 2, 3]);
  const bytes = { read: async (_: null) => made };
  serve(portOf(port2), bytes, () => [made.buffer]);
  for (const port of [port1, port2]) port.start();
  const client = createClient<typeof bytes>(portOf(port1));
  expect([...(await client.ask("read", null))]).toEqual([1, 2, 3]);
  expect(made.length).toBe(0);
});
