import { refuse } from "./replies.ts";
import type { Call } from "./world.ts";

const PARSING = "Error parsing JSON.";

/** The fields of a JSON body; 400 unless it is an object, sent as JSON. */
export function jsonBody({ body, contentType }: Call): Record<string, unknown> {
  if (!/^application\/json\s*(;|$)/i.test(contentType)) refuse(400, "Invalid content type");
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    refuse(400, PARSING);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    refuse(400, PARSING);
  }
  return value as Record<string, unknown>;
}

/** A list of 1 to `maximum` texts; 400 otherwise. */
export function textList(value: unknown, field: string, maximum: number): string[] {
  if (!Array.isArray(value)) refuse(400, `Missing required field: ${field}`);
  if (value.length > maximum) refuse(400, `You can add a maximum of ${maximum} per request.`);
  return value.map((entry: unknown) =>
    typeof entry === "string" ? entry : refuse(400, `Invalid ${field}`),
  );
}

/** An optional field that is a text; 400 when it is something else. */
export function optionalText(value: unknown): string | undefined {
  return value === undefined || typeof value === "string" ? value : refuse(400, PARSING);
}

/** An optional field that is true or false; 400 when it is something else. */
export function optionalFlag(value: unknown): boolean | undefined {
  return value === undefined || typeof value === "boolean" ? value : refuse(400, PARSING);
}

/** An optional field that is a whole number from 0; 400 when it is something else. */
export function optionalCount(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : refuse(400, PARSING);
}
