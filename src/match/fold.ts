/** Letters that Unicode does not decompose, and their usual spelling on a keyboard without them. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ς: "σ",
};

/**
 * Marks in scripts that stay readable without them. Voicing marks of kana and Indic vowels are
 * letters and stay.
 */
const MARKS = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}*)\p{M}/gu;

/** `U.S.A.`, `a.k.a`: dots that belong to an abbreviation. */
const ABBREVIATION = /(?<![\p{L}\p{N}])(?:\p{L}\.)+\p{L}(?![\p{L}\p{N}])\.?/gu;

const APOSTROPHES = /['`´‘’‚‛ʻʼʹ′]/gu;

/**
 * `text` in the form in which titles and names are compared: without case, width, the marks of
 * Latin, Greek and Cyrillic letters, punctuation and symbols. Text that is only punctuation stays.
 * Scripts are never transliterated. Folding a folded text changes nothing.
 */
export function fold(text: string): string {
  const letters = toLetters(text);
  const words = letters
    .replace(ABBREVIATION, (dotted) => dotted.replaceAll(".", ""))
    .replace(APOSTROPHES, "")
    .replace(/[&+]/g, " and ")
    .replace(/[\p{P}\p{S}\p{C}]/gu, " ");
  return toOneBlank(words) || toOneBlank(letters);
}

/** The words of folded text. */
export function wordsOf(folded: string): readonly string[] {
  return folded === "" ? [] : folded.split(" ");
}

function toLetters(text: string): string {
  return toLowerCase(text.normalize("NFKC"))
    .normalize("NFD")
    .replace(/\p{DI}/gu, "")
    .replace(MARKS, "")
    .replace(/[æœøłđς]/g, (letter) => PLAIN_LETTERS[letter] ?? letter)
    .normalize("NFKC");
}

/** Folds case. Upper case comes first, because `ß` and `SS` only become equal there. */
function toLowerCase(text: string): string {
  return text.toUpperCase().toLowerCase();
}

function toOneBlank(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
