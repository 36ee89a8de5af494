import { StoreError } from "../../src/errors.ts";
import type { SnapshotStore } from "../../src/model/snapshot-store.ts";
import { decodeError, RESTART } from "../../src/view/wire.ts";
import { rememberAhead } from "./remember-ahead.ts";
import { readOnlyStore } from "./snapshot-reader.ts";

/** The store behind a page that `tracksafe view` serves. `address` ends with `/`. */
export async function servedStore(address: string): Promise<SnapshotStore> {
  async function call(method: string, given: object): Promise<Response> {
    const response = await fetch(address + method, {
      method: "POST",
      body: JSON.stringify(given),
    }).catch((cause) => {
      throw new StoreError("store/io", "tracksafe does not answer.", { cause, hint: RESTART });
    });
    if (!response.ok) throw decodeError(await response.text());
    return response;
  }
  const json = async <T>(method: string, given: object) =>
    (await (await call(method, given)).json()) as T;

  const reader = rememberAhead({
    location: await json("location", {}),
    users: () => json("users", {}),
    list: (user) => json("list", { user }),
    unfinished: (user) => json("unfinished", { user }),
    files: (ref) => json("files", { ref }),
    async prefetch(refs, name) {
      await call("prefetch", { refs, name });
    },
    async read(ref, name) {
      return new Uint8Array(await (await call("read", { ref, name })).arrayBuffer());
    },
  });
  return readOnlyStore(reader);
}
