/** Ids of the provider as they turn up in names of unsealed files: 22 letters and digits. */
const PROVIDER_ID = /(?<![0-9A-Za-z])[0-9A-Za-z]{22}(?![0-9A-Za-z])/g;

/** `text` without anything that could be the id of somebody's playlist or track. */
export function withoutIds(text: string): string {
  return text.replace(PROVIDER_ID, "…");
}

/** The names of the parts of a report that only readers of the library may see. */
const NAMING: ReadonlySet<string> = new Set(
  "title toTitle artists playlist name reference link from to source sources recordings".split(" "),
);

/** `json` without titles, references, and places that may be private. */
export function withoutTitles(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json, (key, value) => (NAMING.has(key) ? undefined : value)));
}
