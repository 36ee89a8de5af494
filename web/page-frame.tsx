import type { ComponentChildren } from "preact";

/** The frame of every page. It says who the page is from, and that the page sends nothing. */
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
