import type { Reply } from "./replies.ts";
import type { World } from "./world.ts";

/** The smallest JPEG that viewers open: one grey pixel. */
const PIXEL = Buffer.from(
  "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////" +
    "////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAA" +
    "AAD/2gAIAQEAAD8AN//Z",
  "base64",
);

/** GET /image/{id}. It needs no login, and works for as long as the URL says. */
export function answerImage(world: World, id: string, query: URLSearchParams): Reply {
  if (Number(query.get("until")) * 1000 <= world.now()) return { status: 403, body: "Expired" };
  const body = world.covers.get(id) ?? jpegNamed(id);
  return { status: 200, body, headers: { "content-type": "image/jpeg" } };
}

/** A valid JPEG that differs for every name: its comment segment holds the name. */
export function jpegNamed(name: string): Uint8Array {
  const comment = Buffer.from(name);
  const head = Buffer.from([0xff, 0xfe, 0, 0]);
  head.writeUInt16BE(comment.length + 2, 2);
  return Buffer.concat([PIXEL.subarray(0, 2), head, comment, PIXEL.subarray(2)]);
}

/** Whether bytes begin and end like a JPEG. */
export function looksLikeJpeg(bytes: Uint8Array): boolean {
  const end = bytes.length;
  const starts = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
  return starts && bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9;
}
