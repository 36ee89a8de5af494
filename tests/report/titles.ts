import fc from "fast-check";
import { text } from "../support/arbitraries.ts";

/** Titles that somebody chose to do harm, alone and within others. */
export const hostileTitle = fc
  .array(
    fc.oneof(
      text,
      fc.constantFrom(
        "<img src=x onerror=alert(1)>",
        "[click](https://evil.example)",
        "![x](https://evil.example/x.png)",
        "https://evil.example www.evil.example a@evil.example",
        "@octocat #1 GH-1 octocat/hello#2",
        "`",
        "``",
        "\\`",
        "|",
        "\\|",
        "a | b\n|---|---|",
        "\n\n# heading\n",
        "\r",
        "\u2028",
        "\u0085",
        "```\n",
        "-->",
        "::error::x",
        "\u202egnp.exe",
      ),
    ),
    { maxLength: 4 },
  )
  .map((pieces) => pieces.join(""));
