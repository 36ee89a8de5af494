/**
 * Whether a list or file with this name holds the liked songs. The names are those of other tools.
 */
export function isLikesName(name: string): boolean {
  return /^(?:my[ _-])?(?:liked(?:[ _-](?:songs|tracks))?|saved[ _-](?:songs|tracks))$/i.test(
    name.trim(),
  );
}
