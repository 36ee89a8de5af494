import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** The repository. */
export const ROOT = resolve(import.meta.dirname, "../..");

/** GitHub's language service: its findings about a file, as `file:line: message`. */
export interface LanguageService extends AsyncDisposable {
  check(path: string, text: string): Promise<readonly string[]>;
}

interface Validator {
  validate(document: unknown, config: unknown): Promise<readonly Diagnostic[]>;
  createDocument(uri: string, languageId: string, version: number, text: string): unknown;
}

interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number } };
}

const ENTRY = `
  import { TextDocument } from "vscode-languageserver-textdocument";
  export { validate } from "@actions/languageservice";
  export const createDocument = TextDocument.create;
`;

/**
 * GitHub's own checker of workflows and actions. It is bundled first: it imports JSON in a way that
 * bundlers understand and Node does not.
 */
export async function createLanguageService(): Promise<LanguageService> {
  const directory = await mkdtemp(join(tmpdir(), "tracksafe-language-service-"));
  const outfile = join(directory, "service.mjs");
  await build({
    stdin: { contents: ENTRY, resolveDir: import.meta.dirname },
    bundle: true,
    format: "esm",
    platform: "node",
    outfile,
    logLevel: "error",
  });
  const service: Validator = await import(pathToFileURL(outfile).href);
  let checks = 0;
  return {
    async check(path, text) {
      // It remembers what it has read under an address, and answers from that.
      const uri = `file:///check-${checks++}/${path}`;
      const document = service.createDocument(uri, "yaml", 1, text);
      const found = await service.validate(document, CONFIG);
      return found.map(({ message, range }) => `${path}:${range.start.line + 1}: ${message}`);
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/** The inputs of others' actions that are used here, from their `action.yml` at the pinned commits. */
const INPUTS: Readonly<Record<string, readonly string[]>> = {
  "attest-build-provenance": ["subject-path"],
  checkout: ["persist-credentials"],
  "setup-node": ["node-version", "package-manager-cache"],
  "upload-artifact": ["name", "path", "if-no-files-found", "retention-days"],
};

/** Lets the service look up what is used, so that it finds unknown inputs. */
const CONFIG = {
  fileProvider: {
    getFileContent: async ({ path = "" }: { readonly path?: string }) => ({
      name: path,
      content: await readFile(join(ROOT, path), "utf8"),
    }),
  },
  actionsMetadataProvider: {
    fetchActionMetadata: async ({ name }: { readonly name: string }) => {
      const inputs = INPUTS[name];
      return inputs && { inputs: Object.fromEntries(inputs.map((input) => [input, {}])) };
    },
  },
};
