/** The longest name of a file, in bytes of UTF-8. With an ending and a number it fits everywhere. */
const MAX_BYTES = 150;

/** Characters that some system, or an address on the web, does not take in a name. */
const UNSAFE = /[<>:"\/\\\|?*\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|[\p{Cf}--\u200D]/gv;

/** Names that Windows keeps for its devices, whatever follows behind a dot. */
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)/i;

/**
 * `title` as the name of a file on any system, without an ending: no path, no hidden file, nothing
 * that a shell takes for a flag.
 */
export function toFileName(title: string): string {
  const safe = title
    .normalize("NFC")
    .replace(UNSAFE, "_")
    .replace(/^[\s.]+/, "")
    .replace(/^-/, "_");
  const name = beginning(safe).replace(/[\s.]+$/, "");
  if (name === "") return "_";
  return RESERVED.test(name) ? `_${name}` : name;
}

/** The longest beginning of `text` with at most {@link MAX_BYTES}. No character is cut. */
function beginning(text: string): string {
  const encoder = new TextEncoder();
  let bytes = 0;
  let end = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    bytes += encoder.encode(segment).length;
    if (bytes > MAX_BYTES) return text.slice(0, end);
    end += segment.length;
  }
  return text;
}

/**
 * `names`, in which each one that was there before, or that `isTaken`, gets a number: `Mix (2)`.
 * Names that differ only in case or in the form of their accents are one, as on many disks.
 */
export function distinct(
  names: readonly string[],
  isTaken: (name: string, at: number) => boolean = () => false,
): readonly string[] {
  const known = new Set<string>();
  const next = new Map<string, number>();
  return names.map((name, at) => {
    const folded = fold(name);
    let number = next.get(folded) ?? 1;
    let candidate = name;
    while (known.has(fold(candidate)) || isTaken(candidate, at)) {
      number += 1;
      candidate = `${name} (${number})`;
    }
    next.set(folded, number);
    known.add(fold(candidate));
    return candidate;
  });
}

function fold(name: string): string {
  return name.normalize("NFKD").toUpperCase().toLowerCase().normalize("NFKC");
}
