import { useEffect, useState } from "preact/hooks";
import { count } from "../../src/report/text.ts";
import type { LoadRows } from "../parts/row-cache.ts";
import type { ComparedList } from "./service.ts";

/** The changes that a line can begin with. */
const CHANGES: Readonly<Record<string, string>> = { "+": "added", "-": "removed" };

interface ChangedListProps {
  readonly list: ComparedList;
  /** Whether its lines are shown at once. */
  readonly isOpen: boolean;
  readonly load: LoadRows<string>;
}

/** The number of lines that are shown at first, so that the next list is in sight, and each time. */
const [FIRST_LINES, MORE_LINES] = [20, 200];

/** A list that differs, with its lines as far as the person asks for them. */
export function ChangedList({ list, isOpen, load }: ChangedListProps) {
  const { heading, from, length } = list;
  const [wanted, setWanted] = useState(isOpen ? FIRST_LINES : 0);
  const [lines, setLines] = useState<readonly string[]>([]);
  useEffect(() => {
    const to = Math.min(length, wanted);
    if (lines.length >= to) return;
    load(from + lines.length, from + to)
      .then((more) => setLines([...lines, ...more]))
      // The comparison was replaced meanwhile, and this list with it.
      .catch(() => {});
  }, [wanted]);
  if (length === 0) {
    return (
      <p class="panel" dir="auto">
        {heading}
      </p>
    );
  }
  return (
    <details
      class="panel"
      open={isOpen}
      onToggle={({ currentTarget }) => {
        if (currentTarget.open && wanted === 0) setWanted(FIRST_LINES);
      }}
    >
      <summary dir="auto">{heading}</summary>
      <ul class="lines">
        {lines.map((line, at) => (
          <li key={`${at} ${line}`} class={CHANGES[line.charAt(0)]} dir="auto">
            {line}
          </li>
        ))}
      </ul>
      {lines.length > 0 && lines.length < length && (
        <button type="button" onClick={() => setWanted(wanted + MORE_LINES)}>
          Show {count(Math.min(MORE_LINES, length - lines.length))} more
        </button>
      )}
    </details>
  );
}
