import { STORE_META } from "../src/view/wire.ts";

/** The only one that the page may talk to, which its policy enforces. */
export type Connection =
  | { readonly kind: "none" }
  /** tracksafe on this machine; see `tracksafe view`. `address` ends with `/`. */
  | { readonly kind: "served"; readonly address: string }
  /** GitHub's API at `api`. */
  | { readonly kind: "github"; readonly api: string };

/** The connection that the page was built or served with. */
export function readConnection(page: Document): Connection {
  const content = page.querySelector<HTMLMetaElement>(`meta[name="${STORE_META}"]`)?.content;
  if (!content) return { kind: "none" };
  if (content.startsWith("/")) {
    return { kind: "served", address: new URL(content, page.baseURI).href };
  }
  return { kind: "github", api: content };
}
