import type { ComponentChildren } from "preact";

/** What is around every page: who it is from, and that it keeps to itself. */
export function PageFrame({ children }: { readonly children: ComponentChildren }) {
  return (
    <>
      <header>
        <b>tracksafe</b>
      </header>
      {children}
      <footer>
        <p>
          This page sends nothing, stores nothing and loads nothing. To be sure, save it and open it
          with the network off.
        </p>
      </footer>
    </>
  );
}
