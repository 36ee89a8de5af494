import { describe, expect, it } from "vitest";
import { withoutIds, withoutTitles } from "../../src/report/redact.ts";

describe("a public log", () => {
  it("has no ids of the provider, but opaque ones, times and commits", () => {
    expect(withoutIds("playlist_37i9dQZF1DXcBWIGoYBM5M.json is missing")).toBe(
      "playlist_….json is missing",
    );
    expect(withoutIds("spotify:track:4uLU6hMCjMI75M1A2tKUQC,")).toBe("spotify:track:…,");
    for (const kept of [
      "playlist_00eacc28669dda48847eee7f.json.gz.age",
      "2026-11-22T03-17-00",
      "556e262a24c5d44bc6cbbb6ac3069a961c5f9119",
    ]) {
      expect(withoutIds(kept)).toBe(kept);
    }
  });

  it("has no titles, and not where the snapshots are", () => {
    const report = {
      sources: ["github:anna/vault/user/2026-11-20T03-17-00"],
      files: [{ file: "likes", title: "A title", added: 3 }],
      todo: [{ kind: "local-files", items: [{ artists: ["A"], playlist: "P", link: "L" }] }],
      error: null,
    };
    expect(withoutTitles(report)).toEqual({
      files: [{ file: "likes", added: 3 }],
      todo: [{ kind: "local-files", items: [{}] }],
      error: null,
    });
  });
});
