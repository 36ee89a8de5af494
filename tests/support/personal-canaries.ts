import { type AccountState, generateLibrary, type LibrarySpec } from "../../emulator/index.ts";

/** Personal data that occurs nowhere else, so that it is found wherever it leaks. */
export const PERSONAL = {
  account: "canary-account-7Qx",
  user: "canary.user@mailbox.example",
  name: "Canarina Display-Name",
  playlist: "Canaryplaylist: songs for Ännchen",
  description: "canary.description@mailbox.example",
  track: "Canarytrack (Live)",
};

/** A library in which all that is personal is {@link PERSONAL}. */
export function canaryLibrary(spec: LibrarySpec): AccountState {
  const account = generateLibrary({ ...spec, accountId: PERSONAL.account });
  account.likes = account.likes.map(({ addedAt, track }) => ({
    addedAt,
    track: { ...track, name: PERSONAL.track },
  }));
  account.playlists = account.playlists.map((playlist) => ({
    ...playlist,
    name: PERSONAL.playlist,
    description: PERSONAL.description,
    ownerId: playlist.ownerId === account.id ? PERSONAL.user : playlist.ownerId,
    ownerName: PERSONAL.name,
  }));
  account.id = PERSONAL.user;
  account.displayName = PERSONAL.name;
  return account;
}

/** The values that `text` has in any form: as they are, escaped, encoded, or as base64. */
export function findIn(text: string, values: readonly string[]): string[] {
  return values.filter((value) => formsOf(value).some((form) => text.includes(form)));
}

function formsOf(value: string): readonly string[] {
  const base64 = [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
    // The first and last digits also depend on the text around the value.
    return (["base64", "base64url"] as const).map((encoding) =>
      bytes
        .toString(encoding)
        .replace(/=+$/, "")
        .slice(before && before + 1, -1),
    );
  });
  const escaped = JSON.stringify(value).slice(1, -1);
  return [value, escaped, encodeURI(value), encodeURIComponent(value), ...base64];
}
