import { describe, expect, test } from "vitest";
import { InternalError } from "../../src/errors.ts";
import { appErrorOf, printed } from "../support/app-error.ts";
import { type Answering, json } from "../support/http/answers.ts";
import { createHttpScene } from "../support/http/scene.ts";

describe("an answer", () => {
  test("comes back with status, headers, bytes and JSON", async () => {
    await using scene = await createHttpScene([
      json(200, { title: "Ünïcode" }, { "x-name": "value" }),
    ]);
    const answer = await scene.client.json({ method: "GET", url: scene.at("/v1/me?a=b%20c") });
    expect(answer.json).toEqual({ title: "Ünïcode" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("x-name")).toBe("value");
    expect(new TextDecoder().decode(answer.body)).toBe('{"title":"Ünïcode"}');
    expect(scene.server.received.map(({ method, path }) => [method, path])).toEqual([
      ["GET", "/v1/me?a=b%20c"],
    ]);
    expect(scene.client.requests()).toBe(1);
  });

  test.each([
    [301, "http://127.0.0.1:1/elsewhere"],
    [302, "/v1/elsewhere"],
    [307, "//example.org/"],
    [308, "https://example.org/"],
  ])("of status %d is an answer, not a way to somewhere else", async (status, location) => {
    await using scene = await createHttpScene([json(status, {}, { location })]);
    const headers = { authorization: "Bearer token" };
    const answer = await scene.client.send({ method: "GET", url: scene.at("/v1/me"), headers });
    expect([answer.status, answer.headers.get("location")]).toEqual([status, location]);
    expect(scene.server.received.length).toBe(1);
  });

  test.each([304, 400, 401, 403, 404, 408, 409, 413, 421, 422, 451])(
    "of status %d is not asked for again",
    async (status) => {
      await using scene = await createHttpScene([json(status)]);
      const answer = await scene.client.json({ method: "GET", url: scene.at("/v1/me") });
      expect([answer.status, answer.json]).toEqual([status, undefined]);
      expect([scene.server.received.length, scene.client.requests()]).toEqual([1, 1]);
    },
  );
});

describe("a request", () => {
  test("goes out with its method, headers and body, and says who sends it", async () => {
    await using scene = await createHttpScene([json(201)]);
    const { client, server } = scene;
    const url = scene.at("/x");
    await client.send({ method: "POST", url, body: "täxt", headers: { "x-a": "1" } });
    await client.send({ method: "PUT", url, body: new Uint8Array([0, 255, 1]) });
    await client.send({ method: "DELETE", url, headers: { "user-agent": "other" } });
    expect(
      server.received.map(({ method, body, headers }) => [
        method,
        [...body],
        headers["x-a"],
        headers["user-agent"],
      ]),
    ).toEqual([
      ["POST", [...Buffer.from("täxt")], "1", "tracksafe/test"],
      ["PUT", [0, 255, 1], undefined, "tracksafe/test"],
      ["DELETE", [], undefined, "other"],
    ]);
  });

  test("goes over a connection that is there already", async () => {
    const ports = new Set<number | undefined>();
    const note: Answering = (_request, response) => {
      ports.add(response.req.socket.remotePort);
      response.end("[]");
    };
    await using scene = await createHttpScene([note]);
    for (let count = 0; count < 20; count += 1) {
      await scene.client.json({ method: "GET", url: scene.at("/") });
    }
    expect(scene.server.received.length).toBe(20);
    // Two take turns: one may still be settling when the next request comes.
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  test("a request that HTTP cannot express fails without telling its secrets", async () => {
    await using scene = await createHttpScene([json(200)]);
    const url = scene.at("/hunter2");
    const withPassword = scene.at("/");
    withPassword.password = "hunter2";
    for (const request of [
      { method: "GET", url, headers: { authorization: "Bearer hunter2\n" + "hunter2" } },
      { method: "GET", url, headers: { authorization: "Bearer hunter2 €" } },
      { method: "GET", url, body: "hunter2" },
      { method: "GET", url: withPassword },
    ] as const) {
      const error = await appErrorOf(() => scene.client.send(request));
      expect(error).toBeInstanceOf(InternalError);
      expect(error.code).toBe("internal/bad-request");
      expect(printed(error)).not.toContain("hunter2");
    }
    expect(scene.client.requests()).toBe(0);
  });

  test("is logged with what it came to, and without its path, query and headers", async () => {
    await using scene = await createHttpScene([json(502), json(200, { ok: true })]);
    const { host } = scene.server.url;
    const url = scene.at("/v1/playlists/37i9dQ?market=DE");
    await scene.client.json({ method: "GET", url, headers: { authorization: "Bearer hunter2" } });
    expect(scene.logged).toEqual([
      ["debug", "http.request", { method: "GET", host, status: 502, ms: 0, attempt: 1 }],
      [
        "info",
        "http.retry",
        { method: "GET", host, code: "provider/unavailable", failures: 1, ms: 1000 },
      ],
      ["debug", "http.request", { method: "GET", host, status: 200, ms: 0, attempt: 2 }],
    ]);
  });
});
