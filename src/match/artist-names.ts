import { fold } from "./fold.ts";

const SEPARATOR = /\s*[,;/×]\s*|\s+(?:&|\+|x|vs\.?|feat\.?|ft\.?|featuring|with|and)\s+/iu;

/** Words for an ensemble around an artist. One service writes them, and another leaves them out. */
const ENSEMBLE =
  / (?:trio|quartet|quintet|sextet|septet|octet|band|big band|orchestra|ensemble|group)$/;

/** The single names in a list of artists, folded, in their order. A name alone is a list of one. */
export function namesIn(text: string): readonly string[] {
  return text
    .split(SEPARATOR)
    .map(toName)
    .filter((name) => name !== "");
}

/** A name in the form for comparing: folded, without an article. */
export function toName(text: string): string {
  return fold(text).replace(/^the (?=.)/, "");
}

/** A name without the words for an ensemble. */
export function withoutEnsemble(name: string): string {
  return name.replace(/ and (?:his|her|the) .*$/, "").replace(ENSEMBLE, "");
}
