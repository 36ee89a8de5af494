/** `look`, once: whoever asks again gets the same, be it an error. */
export function once<T>(look: () => Promise<T>): () => Promise<T> {
  let seen: Promise<T> | undefined;
  return () => {
    seen ??= look();
    return seen;
  };
}
