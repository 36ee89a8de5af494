import { describe, expect, it } from "vitest";
import { fault, generateLibrary } from "../../emulator/index.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createScene } from "../support/spotify/scene.ts";

const START = "2026-11-22T03:17:00Z";

const FAULTS = [
  { what: "429", make: () => fault.rateLimit(1) },
  { what: "5xx", make: () => fault.status(503) },
  {
    what: "429 or 5xx",
    make: (at: number) => (at % 2 === 0 ? fault.rateLimit(2) : fault.status(500)),
  },
];

describe("a backup in which a tenth of the answers are errors", () => {
  it.each(FAULTS)("sends less than 15 % more than it needs ($what)", async ({ make }) => {
    const account = generateLibrary({
      seed: 1,
      likes: 800,
      playlists: 60,
      itemsPerPlaylist: 5,
    });
    const clock = createFakeClock(START, { autoAdvance: true });
    const now = () => clock.now().getTime();
    await using scene = await createScene({ accounts: [account], now }, { clock });
    const request = { include: ["likes", "playlists"] as const, full: true };
    await scene.backup(request);
    const needed = scene.apiRequests();
    const answers = () =>
      scene.emulator.requests.slice(before).filter(({ kind }) => kind === "api");
    const isBad = ({ status }: { readonly status: number }) => status === 429 || status >= 500;
    const before = scene.emulator.requests.length;
    let at = 0;
    scene.emulator.onRequest(({ kind, path }) => {
      // Requests that are in flight when a 429 comes are refused as well, and count in the tenth.
      const bad = answers().filter(isBad).length;
      if (kind !== "api" || bad >= answers().length / 10) return;
      scene.emulator.faults.add({ path, fault: make(at) });
      at += 1;
    });
    const result = await scene.backup(request);
    expect(result.status).toBe("complete");
    const sent = scene.apiRequests() - needed;
    expect(answers().filter(isBad).length / sent).toBeGreaterThan(0.09);
    expect(sent / needed).toBeLessThan(1.15);
    expect(scene.emulator.requests.some(({ duringPenalty }) => duringPenalty)).toBe(false);
  });
});
