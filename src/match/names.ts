import { fold } from "./fold.ts";

const SEPARATOR = /\s*[,;/×]\s*|\s+(?:&|\+|x|vs\.?|feat\.?|ft\.?|featuring|with|and)\s+/iu;

/** Words for the people around somebody, who are there on one service and not on the other. */
const ENSEMBLE =
  / (?:trio|quartet|quintet|sextet|septet|octet|band|big band|orchestra|ensemble|group)$/;

/** The single names in a list of artists, folded, the first one first. A name alone is itself. */
export function namesIn(text: string): readonly string[] {
  return text
    .split(SEPARATOR)
    .map(toName)
    .filter((name) => name !== "");
}

/** A name as it is compared: folded, without an article. */
export function toName(text: string): string {
  return fold(text).replace(/^the (?=.)/, "");
}

/** A name without the words for who plays along. */
export function withoutEnsemble(name: string): string {
  return name.replace(/ and (?:his|her|the) .*$/, "").replace(ENSEMBLE, "");
}
