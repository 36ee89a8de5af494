import { hashOf, type Route } from "../route.ts";

const SCREENS: readonly { readonly name: string; readonly route: Route }[] = [
  { name: "Timeline", route: { screen: "timeline" } },
  { name: "Snapshot", route: { screen: "snapshot", name: null, list: null } },
  { name: "Compare", route: { screen: "compare", from: null, to: null } },
  { name: "Restore preview", route: { screen: "restore", name: null } },
  { name: "Make a key", route: { screen: "make-key" } },
];

/** The links to all screens. */
export function Navigation({ current }: { readonly current: Route["screen"] }) {
  return (
    <nav aria-label="Screens">
      <ul class="screens">
        <li>
          <b>tracksafe</b>
        </li>
        {SCREENS.map(({ name, route }) => (
          <li key={name}>
            <a href={hashOf(route)} aria-current={route.screen === current ? "page" : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
