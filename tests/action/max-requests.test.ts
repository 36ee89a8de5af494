import { expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { createActionScene } from "../support/action/scene.ts";

it("a backup of the action sends no more requests than it may, and the next one goes on", async () => {
  const accounts = [generateLibrary({ seed: 3, likes: 120 })];
  await using scene = await createActionScene({ accounts });
  const first = await scene.run({ include: "likes", "max-requests": "4" });
  expect(first.exit).toBe(0);
  expect(first.log).toMatch(/^::warning::.*provider\/max-requests/m);
  expect(first.outputs).toMatchObject({ status: "partial", requests: "4" });
  expect(scene.emulator.requests).toHaveLength(4);
  const second = await scene.run({ include: "likes", "max-requests": "8" });
  expect(second.outputs["status"]).toBe("complete");
  expect(scene.emulator.requests.length).toBeLessThanOrEqual(12);
});
