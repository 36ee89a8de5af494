import { armor } from "age-encryption";
import { IntegrityError } from "../errors.ts";

const BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
const MAX_WHITESPACE = 1024;

/** The text that may follow the closing line: the end of the line, then white space. */
const AFTER_END = new RegExp(`^\\r?(?:\\n[\\t\\n\\v\\f\\r ]{0,${MAX_WHITESPACE - 1}})?$`);

/** `sealed` in age's ASCII armor: lines of 64 columns, with a final newline. */
export function encodeArmor(sealed: Uint8Array): Uint8Array {
  return new TextEncoder().encode(armor.encode(sealed));
}

/** Whether `bytes` start like an armored age file. Blank lines before it are allowed. */
export function isArmored(bytes: Uint8Array): boolean {
  const head = asText(bytes.subarray(0, MAX_WHITESPACE + BEGIN.length));
  return /^(?:[\t\v\f\r ]*\n)*-----BEGIN AGE ENCRYPTED FILE-----/.test(head);
}

/** Whether `bytes` are only the beginning of an armored file's first line. */
export function isArmorStub(bytes: Uint8Array): boolean {
  return BEGIN.startsWith(asText(bytes.subarray(0, BEGIN.length + 1)));
}

/**
 * The binary age file in `armored`. As strict as the reference implementation (`armor.go` of
 * FiloSottile/age): up to 1024 bytes of white space are allowed around the file, on lines of their
 * own, and CRLF line ends. Nothing else may differ from the canonical form.
 *
 * Throws `IntegrityError` `seal/damaged`.
 */
export function decodeArmor(armored: Uint8Array): Uint8Array {
  const text = asText(armored);
  const inner = text.slice(text.indexOf(BEGIN)).trimEnd();
  const after = text.slice(text.indexOf(BEGIN) + inner.length);
  try {
    // The library ignores any white space around the lines that it looks for; the reference does
    // not.
    if (!AFTER_END.test(after)) throw new Error("more than white space after the closing line");
    return armor.decode(inner);
  } catch (cause) {
    throw new IntegrityError(
      "seal/damaged",
      "A sealed file was changed or cut off (its armor is broken).",
      {
        cause,
        hint: "Use an earlier snapshot, or another copy of this one.",
      },
    );
  }
}

/** Decodes one character per byte, so that no byte sequence is mistaken for white space. */
function asText(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
