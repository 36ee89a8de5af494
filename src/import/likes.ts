/** Whether a list or file of this name is the liked songs, as other tools call them. */
export function isLikes(name: string): boolean {
  return /^(?:my[ _-])?(?:liked(?:[ _-](?:songs|tracks))?|saved[ _-](?:songs|tracks))$/i.test(
    name.trim(),
  );
}
