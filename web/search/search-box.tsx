interface SearchBoxProps {
  readonly text: string;
  readonly onLook: (text: string) => void;
}

/** Asks for words to look for. Each letter searches. */
export function SearchBox({ text, onLook }: SearchBoxProps) {
  return (
    <search>
      <input
        type="search"
        aria-label="Search the history"
        placeholder="Search the history"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={({ currentTarget }) => onLook(currentTarget.value)}
      />
    </search>
  );
}
