import { describe, expect, it } from "vitest";
import { encodedForms, Scrubber, Secret } from "../src/secret.ts";

const KEY = `AGE-SECRET-KEY-1${"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".repeat(2).slice(0, 58)}`;

function scrubber(...secrets: readonly string[]): Scrubber {
  const made = new Scrubber();
  for (const secret of secrets) made.add(new Secret(secret));
  return made;
}

describe("the scrubber", () => {
  it("knows a secret in each of its forms, within other text", () => {
    const secret = 'pass "word"/+?ü';
    for (const before of ["", "a", "ab"]) {
      const base64 = Buffer.from(`${before}${secret}zz`).toString("base64");
      for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret), base64]) {
        expect(scrubber(secret).scrub(`<${form}>`)).toContain("[secret]");
      }
    }
    expect(scrubber(secret).scrub("some other pass")).toBe("some other pass");
  });

  it("knows what looks like a secret, though nobody told it", () => {
    const token = "x".repeat(40);
    for (const text of [KEY, KEY.toLowerCase(), `AGE-SECRET-KEY-PQ-1${token}`]) {
      expect(new Scrubber().scrub(`It is ${text}.`)).toBe("It is [secret].");
    }
    for (const text of [`Bearer ${token}`, `Basic ${token}`, `ghp_${token}`]) {
      expect(new Scrubber().scrub(`It is ${text}.`)).toMatch(/^It is \[secret\]/);
    }
  });

  it("leaves our own examples alone, and words that only begin like a secret", () => {
    const hint =
      "Expected AGE-SECRET-KEY-1… (X25519) or AGE-SECRET-KEY-PQ-1… (hybrid), or its line AGE-SECRET-KEY-…, one a line. Basic Instructions";
    expect(new Scrubber().scrub(hint)).toBe(hint);
    for (const cut of [
      "AGE-SECRET-KEY-",
      "AGE-SECRET-KEY-1",
      "AGE-SECRET-KEY-PQ-1",
      "age-secret-key-1",
    ]) {
      expect(scrubber(cut).scrub(hint)).toBe(hint);
      expect(encodedForms(cut)).toEqual([]);
    }
    expect(scrubber(KEY.slice(0, 20)).scrub(`${KEY.slice(0, 20)}: ${hint}`)).toBe(
      `[secret]: ${hint}`,
    );
  });
});
