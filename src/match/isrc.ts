/** An ISRC as it is stored: upper case, without hyphens and blanks; `null` if `text` is not one. */
export function toIsrc(text: string | undefined): string | null {
  const code = (text ?? "").replace(/[-\s]/g, "").toUpperCase();
  return /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(code) ? code : null;
}
