const REDACTED = "[secret]";

/** By this name Node asks an object how to print it (`util.inspect.custom`). */
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/**
 * A value that must not be printed. Every implicit way to a string (template, JSON, `util.inspect`)
 * gives a placeholder; only {@link Secret.reveal} gives the value, so that each use can be found.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it where the value leaves for its one destination, nowhere else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [INSPECT](): string {
    return REDACTED;
  }
}

/** The beginning of age identities. It is no secret, and our own hints say it. */
const PUBLIC_PREFIXES = ["AGE-SECRET-KEY-1", "AGE-SECRET-KEY-PQ-1"];

/**
 * The forms in which a secret may turn up in text: as it is, percent-encoded, JSON-escaped, and in
 * base64 at each of the three alignments, so that it is also found inside a longer encoded text.
 * None for what is too short to be a secret, or an age identity of which only the beginning is
 * there.
 */
export function encodedForms(value: string): readonly string[] {
  if (PUBLIC_PREFIXES.some((prefix) => prefix.includes(value.toUpperCase()))) return [];
  const forms = new Set([
    value,
    encodeURIComponent(value.toWellFormed()),
    JSON.stringify(value).slice(1, -1),
  ]);
  const characters = Array.from(new TextEncoder().encode(value), (byte) =>
    String.fromCharCode(byte),
  );
  for (let shift = 0; shift < 3; shift += 1) {
    const bytes = "\0".repeat(shift) + characters.join("");
    const start = Math.ceil((shift * 4) / 3);
    const end = Math.floor((bytes.length * 8) / 6);
    const form = btoa(bytes).slice(start, end);
    forms.add(form);
    forms.add(form.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return [...forms].filter((form) => form.length >= 6);
}

const PATTERNS = [
  /AGE-SECRET-KEY-(?:PQ-)?1?[A-Z0-9]{6,}/gi,
  /\b(?:Bearer|Basic) [A-Za-z0-9._~+/=-]{20,}/g,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
];

/**
 * Removes known secrets, in all their encoded forms, and anything that looks like one, from text.
 */
export class Scrubber {
  readonly #forms = new Set<string>();

  /** From now on `secret` is removed from every text that passes {@link Scrubber.scrub}. */
  add(secret: Secret): void {
    for (const form of encodedForms(secret.reveal())) this.#forms.add(form);
  }

  scrub(text: string): string {
    let clean = text;
    for (const form of [...this.#forms].sort((a, b) => b.length - a.length)) {
      clean = clean.replaceAll(form, REDACTED);
    }
    for (const pattern of PATTERNS) clean = clean.replace(pattern, REDACTED);
    return clean;
  }
}
