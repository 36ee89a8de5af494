import { exportify } from "./exportify.ts";
import type { ExportFormat } from "./format.ts";
import { jspf } from "./jspf.ts";
import { m3u8 } from "./m3u8.ts";
import { soundiiz } from "./soundiiz.ts";
import { tuneMyMusic } from "./tune-my-music.ts";
import { webApi } from "./web-api.ts";
import { xspf } from "./xspf.ts";

/** All formats, by the names that a person gives. */
export const FORMATS = {
  csv: exportify,
  tunemymusic: tuneMyMusic,
  soundiiz,
  jspf,
  xspf,
  m3u8,
  json: webApi,
} as const satisfies Readonly<Record<string, ExportFormat>>;

/** One of {@link FORMATS}. */
export type FormatName = keyof typeof FORMATS;
