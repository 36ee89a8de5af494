import type { Connection } from "../connection.ts";

const PROMISES: Readonly<Record<Connection["kind"], string>> = {
  none: "This page sends nothing, stores nothing and loads nothing. To be sure, save it and open it with the network off.",
  served:
    "This page talks only to tracksafe on this machine, from which it reads the snapshots. It sends no key there, and stores nothing.",
  github:
    "This page talks only to GitHub, with your token, to read the snapshots. It sends no key there, and stores nothing.",
};

/** The end of every screen: whom the page talks to. */
export function PrivacyPromise({ connection }: { readonly connection: Connection }) {
  return (
    <footer>
      <p>{PROMISES[connection.kind]}</p>
    </footer>
  );
}
