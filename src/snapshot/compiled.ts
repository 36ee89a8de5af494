import * as z from "zod";

/** The name of a schema that {@link compiledOnUse} compiles. */
export type CompiledName = "entry" | "metadata";

/**
 * Gives `schema` compiled, which checks several times as fast. Compiling takes some 10 to 50 ms, so it
 * waits for the first use. A page must not make code from text. There, `name` finds the code that
 * the build of the page made of the schema; see `tools/compiled-schemas.ts`.
 */
export function compiledOnUse<S extends z.ZodType>(_name: CompiledName, schema: S): () => S {
  let compiled: S | null = null;
  return () => {
    compiled ??= z.compile(schema);
    return compiled;
  };
}
