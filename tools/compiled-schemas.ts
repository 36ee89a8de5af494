import type { Plugin } from "esbuild";
import * as z from "zod";
import type { CompiledName } from "../src/snapshot/compiled.ts";
import { metadataSchema } from "../src/snapshot/metadata.ts";
import { entrySchema } from "../src/snapshot/records.ts";

const schemas: Readonly<Record<CompiledName, z.ZodType>> = {
  entry: entrySchema,
  metadata: metadataSchema,
};

/**
 * Puts the code of the compiled schemas into a page, which must not make code from text. It replaces
 * `src/snapshot/compiled.ts`. The code is what `z.compile` makes, and is given to zod with
 * `z.withParser`, which is there for build-time compilers (zod 4.6: its doc comment).
 */
export const compiledSchemas: Plugin = {
  name: "compiled-schemas",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]snapshot[\\/]compiled\.ts$/ }, () => ({
      contents: moduleText(),
    }));
  },
};

function moduleText(): string {
  const parsers = Object.entries(schemas).map(
    ([name, schema]) => `  ${name}: ${parserText(schema)},`,
  );
  return `import * as z from "zod";
import { util } from "zod/v4/core";
const parsers = {
${parsers.join("\n")}
};
export const compiledOnUse = (name, schema) => {
  const compiled = z.withParser(schema, parsers[name]);
  return () => compiled;
};
`;
}

/** An expression: the parser that zod makes of `schema`. */
function parserText(schema: z.ZodType): string {
  const { names, values, body } = codeOf(schema);
  return `((${names.join(", ")}) => { ${body} })(${values.map(valueText).join(", ")})`;
}

/** A function that zod makes: the names of its parameters, their values, and the body. */
interface Code {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
  readonly body: string;
}

/** The code that zod makes of `schema`. Zod hands it to nobody but to `Function`. */
function codeOf(schema: z.ZodType): Code {
  const NativeFunction = globalThis.Function;
  let code: Code | null = null;
  function Recording(...texts: string[]) {
    const factory = NativeFunction(...texts);
    const [names, body = ""] = [texts.slice(0, -1), texts.at(-1)];
    return (...values: unknown[]) => {
      code = { names, values, body };
      return factory(...values);
    };
  }
  globalThis.Function = Recording as unknown as FunctionConstructor;
  try {
    z.core.compileFn(schema);
  } finally {
    globalThis.Function = NativeFunction;
  }
  if (code === null) throw new Error("zod made no code of a schema");
  return code;
}

/** The functions of zod that its code uses. */
const { isPlainObject, codePointLength } = z.core.util;
const functions = new Map<unknown, string>([
  [z.core.INVALID, "z.INVALID"],
  [isPlainObject, "util.isPlainObject"],
  [codePointLength, "util.codePointLength"],
  [Object.prototype.propertyIsEnumerable, "Object.prototype.propertyIsEnumerable"],
]);

/** An expression that gives `value` in the page. */
function valueText(value: unknown): string {
  if (value instanceof RegExp) return String(value);
  if (value instanceof Set) return `new Set(${JSON.stringify([...value])})`;
  const text = functions.get(value);
  if (text === undefined) {
    throw new Error(`the code of zod uses ${String(value)}, and this file does not know it`);
  }
  return text;
}
