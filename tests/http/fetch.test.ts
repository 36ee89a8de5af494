import { expect, test } from "vitest";
import { createFetch } from "../../src/http/fetch.ts";
import { json, silence } from "../support/http/answers.ts";
import { startLoopbackServer } from "../support/http/loopback-server.ts";

test("a fetch for libraries: an ordinary one, with time bounds", async () => {
  await using server = await startLoopbackServer((request, response) =>
    (request.path === "/" ? json(200, { ok: true }) : silence)(request, response),
  );
  const within = (ms: number) => createFetch({ connectMs: 60_000, headersMs: ms, bodyMs: ms });
  const [slow, hasty] = [within(60_000), within(100)];
  const response = await slow.fetch(server.url, { method: "POST", body: "{}" });
  expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
  expect(server.received.map(({ method, body }) => [method, body.toString()])).toEqual([
    ["POST", "{}"],
  ]);
  await expect(hasty.fetch(new URL("/silence", server.url))).rejects.toMatchObject({
    cause: { code: "UND_ERR_HEADERS_TIMEOUT" },
  });
  await slow[Symbol.asyncDispose]();
  await hasty[Symbol.asyncDispose]();
});
