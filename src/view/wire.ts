/** The messages between the page and the store behind it. Both sides use this file. */

import * as z from "zod";
import {
  type AppError,
  type ErrorOptions,
  FormatError,
  IntegrityError,
  NotFoundError,
  RateLimitError,
  StoreError,
} from "../errors.ts";

/** The name of the `<meta>` that tells a page the address of its store; empty: it has none. */
export const STORE_META = "tracksafe-store";

const errorShape = z.object({
  name: z.string(),
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
});

/** The classes that a page tells apart. */
const CLASSES: Readonly<
  Record<string, new (code: string, message: string, options: ErrorOptions) => AppError>
> = {
  FormatError,
  IntegrityError,
  NotFoundError,
  RateLimitError,
};

/** `error` as JSON. */
export function encodeError({ name, code, message, hint }: AppError): string {
  return JSON.stringify({ name, code, message, hint });
}

/** The error in `text`. Text that holds none is `StoreError` `store/io`. */
export function decodeError(text: string): AppError {
  const { success, data } = errorShape.safeParse(parse(text));
  if (!success) return new StoreError("store/io", "tracksafe gave no answer.", { hint: RESTART });
  const { name, code, message, hint } = data;
  const Class = CLASSES[name] ?? StoreError;
  return new Class(code, message, hint === undefined ? {} : { hint });
}

/** The next step when the program behind the page does not answer. */
export const RESTART =
  "Look whether tracksafe view still runs in its terminal. If not, start it again.";

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
