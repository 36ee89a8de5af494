import * as z from "zod";

/**
 * Gives `schema` compiled, which checks several times as fast. Compiling takes some 10 to 50 ms, so it
 * waits for the first use.
 */
export function compiledOnUse<S extends z.ZodType>(schema: S): () => S {
  let compiled: S | null = null;
  return () => {
    compiled ??= z.compile(schema);
    return compiled;
  };
}
