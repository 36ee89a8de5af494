/**
 * The first script of the page. It unpacks the real one, which is in the page compressed, and runs
 * it. The policy of the page allows the two by their hashes, and no other.
 */

/** The part of Trusted Types that is used here. Some browsers do not have them. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScript(code: string): string },
  ): { createScript(code: string): string };
}

async function run(): Promise<void> {
  const packed = document.querySelector("#script")?.textContent ?? "";
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const code = await new Response(unpacked).text();
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy("tracksafe-script", { createScript: () => code });
  const script = document.createElement("script");
  script.text = policy?.createScript("") ?? code;
  document.body.append(script);
}

void run();
