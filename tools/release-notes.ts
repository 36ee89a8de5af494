/**
 * Prints the release notes of a tag, such as `v1.2.3`: the part of `CHANGELOG.md` about that
 * version. Fails when the tag is not the version in `package.json`.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The part of `changelog` about the version that `tag` names, without the heading. Throws when the
 * tag does not name `version`, or when the changelog says nothing about it.
 */
export function releaseNotes(changelog: string, tag: string, version: string): string {
  if (tag !== `v${version}`) {
    throw new Error(`The tag is ${tag}, but the version in package.json is ${version}.`);
  }
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((one) => one.startsWith(`[${version}]`)) ?? "";
  const notes = section.slice(section.indexOf("\n")).trim();
  if (notes === "") throw new Error(`CHANGELOG.md says nothing about ${version}.`);
  return `${notes}\n`;
}

if (import.meta.main) {
  const read = (path: string) => readFileSync(join(import.meta.dirname, "..", path), "utf8");
  const { version } = JSON.parse(read("package.json"));
  process.stdout.write(releaseNotes(read("CHANGELOG.md"), process.argv[2] ?? "", version));
}
