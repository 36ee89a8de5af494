import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Paths outside of the cache's directory, to which the files of an archive are to be written. */
export interface EvilPlaces {
  /** A file, by its absolute name. */
  readonly absolute: string;
  /** A file, by a name that begins with `..`, from where it is unpacked. */
  readonly parent: string;
  /** A directory that a link in the archive leads to, and that a later file is then put into. */
  readonly linked: string;
}

/** An archive as `@actions/cache` makes them (tar and zstd), of files that lead elsewhere. */
export function packEvil(places: EvilPlaces): Buffer {
  const directory = mkdtempSync(join(tmpdir(), "tracksafe-evil-"));
  const inside = (...path: readonly string[]) => join(directory, ...path);
  try {
    for (const name of ["absolute", "parent"]) writeFileSync(inside(name), "planted");
    writeFileSync(inside("fine"), "fine");
    symlinkSync(places.linked, inside("link"));
    mkdirSync(inside("more"));
    writeFileSync(inside("more", "below"), "planted");
    const renames = [
      `s,^absolute$,${places.absolute},`,
      `s,^parent$,${places.parent},`,
      "s,^more/below$,link/below,",
    ];
    execFileSync("tar", [
      ...["--posix", "-P", "-cf", inside("archive"), "-C", directory],
      ...["--use-compress-program", "zstdmt"],
      ...renames.map((rename) => `--transform=${rename}S`),
      ...["fine", "absolute", "parent", "link", "more/below"],
    ]);
    return readFileSync(inside("archive"));
  } finally {
    rmSync(directory, { recursive: true });
  }
}
