import { count } from "./text.ts";

const BLOCKS = [..."▁▂▃▄▅▆▇█"];

/** Numbers as a line of blocks, the least the lowest and the greatest the highest. */
export function blockLine(numbers: readonly number[]): string {
  const [least, greatest] = [Math.min(...numbers), Math.max(...numbers)];
  const step = (greatest - least) / (BLOCKS.length - 1);
  return numbers.map((one) => BLOCKS[step === 0 ? 3 : Math.round((one - least) / step)]).join("");
}

/** The likes of the last 30 days as a sentence; empty: there are no two numbers. */
export function likesLine(likes: readonly number[]): string {
  const [first, last] = [likes[0], likes.at(-1)];
  if (first === undefined || last === undefined || likes.length < 2) return "";
  return `Likes in 30 days: \`${blockLine(likes)}\` ${count(first)} → ${count(last)}`;
}
