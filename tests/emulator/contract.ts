import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2019 } from "ajv/dist/2019.js";
import { parse } from "yaml";
import { CONDITIONAL, EXTRA, LOCAL_TRACK, NULLABLE, REMOVED } from "./contract-exceptions.ts";

/** One of Spotify's OpenAPI files, to compare answers with. */
export interface Contract {
  readonly name: string;
  /** Whether saved audiobooks carry their date there. */
  readonly audiobooks: "bare" | "dated";
  /** The differences between an answer and the file, if any. `path` is written as in the file. */
  problems(method: string, path: string, status: number, body: unknown): string[];
}

type Json = Record<string, unknown>;

/** The OpenAPI files of this machine; often there are none. */
export function loadContracts(): Contract[] {
  return ["spotify-open-api.yml", "spotify-open-api.fixed.yml"].flatMap((name) => {
    const file = fileURLToPath(new URL(`../../../shared/reference/${name}`, import.meta.url));
    return existsSync(file)
      ? [createContract(name, parse(readFileSync(file, "utf8")) as Json)]
      : [];
  });
}

function createContract(name: string, file: Json): Contract {
  const components = file["components"] as { schemas: Record<string, Json>; responses: Json };
  const ajv = new Ajv2019({ strict: false, allErrors: true, formats: { "date-time": /Z$/ } });
  const schemas = Object.entries(components.schemas).map(([key, schema]) => [
    key,
    convert(schema, key),
  ]);
  ajv.addSchema({
    $id: "spotify",
    $defs: { ...Object.fromEntries(schemas), LocalTrack: LOCAL_TRACK },
  });
  const follow = (node: Json): Json => {
    const [, section, key] = /^#\/components\/(\w+)\/(\w+)$/.exec(String(node["$ref"])) ?? [];
    if (section !== "responses" || key === undefined) return node;
    return components.responses[key] as Json;
  };
  return {
    name,
    audiobooks: "SavedAudiobookObject" in components.schemas ? "dated" : "bare",
    problems(method, path, status, body) {
      const paths = file["paths"] as Record<string, Record<string, { responses: Json }>>;
      const listed = paths[path]?.[method.toLowerCase()]?.responses[status] as Json | undefined;
      // The file lists few errors; those it leaves out look like the others.
      const response = listed ?? (components.responses["BadRequest"] as Json);
      if (listed === undefined && status < 400) return [`${status} is not in the file`];
      const content = follow(response)["content"] as Json | undefined;
      const media = content?.["application/json"] as { schema: Json } | undefined;
      if (media === undefined) return body === undefined ? [] : ["a body where the file has none"];
      // In /me/library the file forgets the wrapper that every error has.
      const bare = String(media.schema["$ref"]).endsWith("/ErrorObject");
      const schema = bare ? errorSchema(media.schema) : media.schema;
      const validate = ajv.compile(closed(convert(schema, "")));
      validate(body);
      return (validate.errors ?? []).map(
        ({ instancePath, message, params }) =>
          `${instancePath} ${message} ${JSON.stringify(params)}`,
      );
    },
  };
}

function errorSchema(schema: Json): Json {
  return { type: "object", required: ["error"], properties: { error: schema } };
}

/**
 * A schema of OpenAPI 3.0 as JSON Schema, made strict: every field that is not deprecated must be
 * there and no other may, but for the listed exceptions. `name` is the schema it belongs to.
 */
function convert(schema: Json, name: string): Json {
  const result: Json = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === "$ref") {
      result[keyword] = String(value).replace("#/components/schemas/", "spotify#/$defs/");
    } else if (keyword === "allOf" || keyword === "oneOf") {
      const parts = (value as Json[]).map((part) => convert(part, name));
      result[keyword] = keyword === "oneOf" ? parts.map(closed) : parts;
    } else if (keyword === "items") {
      result[keyword] = orNull(closed(convert(value as Json, name)), name, "items[]");
    } else if (keyword === "properties") {
      result[keyword] = {
        ...convertProperties(value as Record<string, Json>, name),
        ...EXTRA[name],
      };
    } else if (["type", "enum", "minimum", "maximum", "format"].includes(keyword)) {
      result[keyword] = value;
    }
  }
  const required = requiredOf(schema, name);
  if (required.length > 0) result["required"] = required;
  return schema["nullable"] === true ? { anyOf: [closed(result), { type: "null" }] } : result;
}

function convertProperties(properties: Record<string, Json>, name: string): Json {
  const converted = Object.entries(properties).map(([key, property]) => {
    const schema = closed(convert(property, name));
    const content = name === "PlaylistTrackObject" && (key === "item" || key === "track");
    const open = content ? { anyOf: [schema, { $ref: "spotify#/$defs/LocalTrack" }] } : schema;
    return [key, orNull(open, name, key)];
  });
  return Object.fromEntries(converted);
}

function requiredOf(schema: Json, name: string): string[] {
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, Json>);
  const living = properties.filter(([, property]) => property["deprecated"] !== true);
  const listed = Array.isArray(schema["required"]) ? (schema["required"] as string[]) : [];
  const optional = [...REMOVED, ...(CONDITIONAL[name] ?? [])];
  const all = new Set([...listed, ...living.map(([key]) => key)]);
  if (name === "" && "tracks" in Object.fromEntries(properties)) return [];
  return [...all].filter((key) => !optional.includes(key));
}

function orNull(schema: Json, name: string, key: string): Json {
  return NULLABLE[name]?.includes(key) === true ? { anyOf: [schema, { type: "null" }] } : schema;
}

/** No field but those the schema, with all its parts, knows. */
function closed(schema: Json): Json {
  return "anyOf" in schema ? schema : { ...schema, unevaluatedProperties: false };
}
