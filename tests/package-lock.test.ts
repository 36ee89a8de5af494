import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";

const entry = z.object({
  link: z.boolean().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
});
const { packages } = z
  .object({ packages: z.record(z.string(), entry) })
  .parse(JSON.parse(readFileSync("package-lock.json", "utf8")));

const installed = Object.entries(packages).filter(([path]) => path.includes("node_modules/"));
const fetched = installed.filter(([, { link }]) => link !== true);

it("the lockfile has a hash of every package that is fetched", () => {
  expect(fetched.length).toBeGreaterThan(100);
  for (const [path, { integrity }] of fetched) {
    expect({ path, integrity }).toEqual({ path, integrity: expect.stringMatching(/^sha512-/) });
  }
});

it("the lockfile names no registry", () => {
  const addressed = installed.filter(([, { resolved = "" }]) => /^[a-z+]+:/.test(resolved));
  expect(addressed).toEqual([]);
});
