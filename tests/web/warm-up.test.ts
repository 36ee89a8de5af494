import { expect, test } from "vitest";
import { warmUp } from "../../web/timeline/warm-up.ts";

test("the sample that warms up the reading of metadata is metadata", async () => {
  await expect(warmUp()).resolves.toBeUndefined();
});
