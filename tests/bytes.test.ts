import fc from "fast-check";
import { expect, it } from "vitest";
import { bytesOf, countBytes } from "../src/bytes.ts";

it("counts the bytes of any text, also of one with half a character", () => {
  const unit = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("\ud83c", "\udfb5", "\uffff", "é", "ह"),
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 6 }), (parts) => {
      const text = parts.join("");
      expect(countBytes(text)).toBe(bytesOf(text).length);
    }),
  );
});
