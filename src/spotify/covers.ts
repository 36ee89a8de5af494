import { ProviderError } from "../errors.ts";
import { isPrivate } from "../http/base-url.ts";
import type { HttpClient } from "../http/http.ts";

/** Spotify takes covers of up to 256 KB; the images it makes of them are far smaller than this. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Whether a picture of a playlist is one that its owner set. The others are Spotify's: the picture
 * of an album in it (`…/image/ab67616d…`), or four of them in one; those that owners set are
 * `ab67706c…`.
 */
export function isCustomCover(address: string): boolean {
  const url = URL.parse(address);
  if (url === null || /^mosaic\./.test(url.hostname)) return false;
  return !url.pathname.slice(url.pathname.lastIndexOf("/") + 1).startsWith("ab67616d");
}

/**
 * The JPEG at an address from an answer, fetched without the login. Throws `ProviderError`
 * `provider/bad-cover` when there is no JPEG; and as `HttpClient` does.
 */
export async function fetchCover(http: HttpClient, address: string): Promise<Uint8Array> {
  const url = URL.parse(address);
  if (url === null || !isPrivate(url))
    throw badCover("Its address does not belong to Spotify's image servers.");
  const { status, body } = await http.send({ method: "GET", url });
  // The playlist still has a cover, but its address is valid for less than a day.
  if (status === 404 || status === 410) {
    throw badCover("Its address is no longer valid.", "The next run asks for a new address.");
  }
  if (status !== 200) throw badCover(`The answer has status ${status}.`);
  if (body.byteLength > MAX_BYTES) throw badCover("It is too large.");
  if (body[0] !== 0xff || body[1] !== 0xd8) throw badCover("It is not a JPEG.");
  return body;
}

function badCover(
  reason: string,
  hint = "Check the playlist in Spotify. It may help to set its cover again.",
): ProviderError {
  return new ProviderError("provider/bad-cover", `A cover could not be fetched. ${reason}`, {
    hint,
  });
}
