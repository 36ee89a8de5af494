import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCallback, readPasted } from "../../src/auth/callback.ts";
import { character } from "../support/arbitraries.ts";

const STATE = "state-of-this-login";
const URI = "http://127.0.0.1:8888/callback";
const expected = { redirectUri: URI, state: STATE };

function read(query: string): string | null {
  const callback = readCallback(new URLSearchParams(query), STATE);
  if (callback === null) return null;
  return callback.kind === "code" ? callback.code.reveal() : `refused: ${callback.error}`;
}

describe("the address that comes back from the login page", () => {
  it.each([
    [`code=AQ1&state=${STATE}`, "AQ1"],
    [`state=${STATE}&code=A%2BQ`, "A+Q"],
    [`error=access_denied&state=${STATE}`, "refused: access_denied"],
    ["code=AQ1", null],
    ["code=AQ1&state=", null],
    ["code=AQ1&state=another", null],
    [`code=AQ1&state=${STATE}x`, null],
    [`code=AQ1&state=${STATE}&state=another`, null],
    [`code=AQ1&code=AQ2&state=${STATE}`, null],
    [`code=&state=${STATE}`, null],
    [`state=${STATE}`, null],
    ["error=access_denied", null],
    ["error=access_denied&state=another", null],
  ])("is understood, or not taken: %s", (query, wanted) => {
    expect(read(query)).toBe(wanted);
  });
});

describe("a pasted address", () => {
  const good = `${URI}?code=AQ1&state=${STATE}`;

  it.each([
    ["as it is", good],
    ["with space around", `  ${good}\r`],
    ["in quotes", `"${good}"`],
    ["in angle brackets", `<${good}>`],
    ["wrapped", `${good.slice(0, 40)}\n  ${good.slice(40)}`],
    ["with a fragment", `${good}#_=_`],
  ])("is taken %s", (_, text) => {
    expect(readPasted(text, expected)).toMatchObject({ kind: "code" });
  });

  it.each([
    ["words", "here you are"],
    ["the login page", "https://accounts.spotify.com/authorize?client_id=x"],
    ["the code alone", "AQ1"],
    ["another port", good.replace("8888", "8889")],
    ["another host", good.replace("127.0.0.1", "localhost")],
    ["another path", good.replace("/callback", "/callback/")],
    ["another host that begins so", good.replace("127.0.0.1:8888", "127.0.0.1:8888.example.com")],
    ["a host behind a user", good.replace("127.0.0.1:8888", "127.0.0.1:8888@example.com")],
  ])("is told what it should have been: %s", (_, text) => {
    expect(readPasted(text, expected)).toBe(
      `The pasted text is not the address that tracksafe needs. That address begins with ${URI}?code=`,
    );
  });

  it.each([
    ["cut off", `${URI}?code=AQ1`],
    ["without anything", URI],
    ["of another attempt", `${URI}?code=AQ1&state=another`],
  ])("is told what to do: %s", (_, text) => {
    expect(readPasted(text, expected)).toMatch(
      /^The pasted address is cut off, or it belongs to another attempt/,
    );
  });

  it("is never taken without the state, whatever it is", () => {
    const text = fc.oneof(
      fc.string({ unit: character }),
      fc.string().map((query) => `${URI}?${query}`),
      fc.webUrl({ withQueryParameters: true }),
    );
    fc.assert(
      fc.property(text, (pasted) => {
        expect(readPasted(pasted, expected)).toBeTypeOf("string");
      }),
    );
  });
});
