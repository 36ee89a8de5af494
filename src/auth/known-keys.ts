import * as z from "zod";
import { UsageError } from "../errors.ts";
import { Secret } from "../secret.ts";
import type { CredentialsFile } from "./credentials.ts";

/**
 * The key ids that this machine has made snapshots with, by the directory of the account. Whoever
 * can write to the snapshots alone cannot change them, so they tell the owner's snapshots from
 * others.
 */
export interface KnownKeys {
  /** Throws `UsageError` `config/credentials` for a file that must not be trusted. */
  read(): Promise<ReadonlyMap<string, readonly string[]>>;
  /**
   * Adds a key id of an account; the newest is the last. Throws as `read` does, and `StoreError`.
   */
  add(user: string, keyId: string): Promise<void>;
}

const schema = z.object({
  version: z.literal(1),
  users: z.record(z.string(), z.array(z.string().regex(/^[0-9a-f]{16}$/))),
});

/** Keeps them in `file`, as JSON. */
export function createKnownKeys(file: CredentialsFile): KnownKeys {
  async function read(): Promise<Map<string, readonly string[]>> {
    const text = await file.read();
    return text === null ? new Map() : parse(text);
  }

  return {
    read,
    async add(user, keyId) {
      const users = await read();
      const known = users.get(user) ?? [];
      if (known.includes(keyId)) return;
      users.set(user, [...known, keyId]);
      const json = { version: 1, users: Object.fromEntries(users) };
      await file.replace(new Secret(`${JSON.stringify(json, null, 2)}\n`));
    },
  };
}

function parse(text: Secret): Map<string, readonly string[]> {
  try {
    return new Map(Object.entries(schema.parse(JSON.parse(text.reveal())).users));
  } catch (cause) {
    throw new UsageError("config/credentials", "The file known-keys.json is damaged.", {
      cause,
      hint: "Remove the file. The next backup writes it again. Until then, give your key id with --key-id.",
    });
  }
}
