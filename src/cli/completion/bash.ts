import { allCommands, type CommandWords, type ValueKind } from "./words.ts";

/**
 * The completion of `program` for bash, also for the bash 3.2 of macOS. Bash cuts words at `=` and
 * `:`, so that `--out=dir` and `github:owner/repo` are three words each.
 */
export function bashScript(program: CommandWords): string {
  const commands = allCommands(program);
  const below = commands.slice(1).map(({ path }) => `"${keyOf(path.slice(0, -1))}/${path.at(-1)}"`);
  return `# bash completion for tracksafe

_tracksafe() {
  local current="\${COMP_WORDS[COMP_CWORD]}" command="" kind="" place=0 i word line
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ $word == "=" ]]; then
      continue
    elif [[ $word == ":" ]]; then
      ((i++))
      continue
    elif [[ -n $kind ]]; then
      kind=""
      continue
    fi
    case "$command/$word" in
      ${below.join(" | ")}) command="\${command:+$command }$word" ;;
      */-*) _tracksafe_value "$command/$word" ;;
      *) ((place++)) ;;
    esac
  done
  COMPREPLY=()
  if [[ $current == "=" ]]; then current=""; fi
  if [[ -z $kind && $current == -* ]]; then
    _tracksafe_flags "$command"
  elif [[ -z $kind ]]; then
    _tracksafe_argument "$command/$place"
  fi
  case "$kind" in
    file | directory) compopt -o filenames 2>/dev/null ;;
  esac
  while IFS= read -r line; do
    COMPREPLY+=("$line")
  done < <(
    case "$kind" in
      file) compgen -f -- "$current" ;;
      directory) compgen -d -- "$current" ;;
      other) ;;
      *) compgen -W "$kind" -- "$current" ;;
    esac
  )
}

# The kind of value that a flag takes; empty: it takes none.
_tracksafe_value() {
  case "$1" in
${valueCases(commands)}
  esac
}

# The flags of a command.
_tracksafe_flags() {
  case "$1" in
${commands.map((command) => `    "${keyOf(command.path)}") kind="${flagNames(command).join(" ")}" ;;`).join("\n")}
  esac
}

# The kind of argument at a place behind a command.
_tracksafe_argument() {
  case "$1" in
${commands.flatMap(argumentCases).join("\n")}
  esac
}

complete -F _tracksafe tracksafe
`;
}

function keyOf(path: readonly string[]): string {
  return path.join(" ");
}

function flagNames({ flags }: CommandWords): readonly string[] {
  return flags.flatMap(({ names }) => names);
}

/** One case for each kind of value, with all flags of all commands that take it. */
function valueCases(commands: readonly CommandWords[]): string {
  const patterns = commands.flatMap(({ path, flags }) =>
    flags.flatMap(({ names, value }) =>
      value === null
        ? []
        : names.map((name) => ({ kind: kindText(value), pattern: `"${keyOf(path)}/${name}"` })),
    ),
  );
  return [...Map.groupBy(patterns, ({ kind }) => kind)]
    .map(([kind, all]) => {
      return `    ${all.map(({ pattern }) => pattern).join(" | ")}) kind="${kind}" ;;`;
    })
    .join("\n");
}

function argumentCases(command: CommandWords): readonly string[] {
  const { path, commands } = command;
  const names = commands.map((one) => one.path.at(-1));
  const key = keyOf(path);
  if (names.length > 0) return [`    "${key}/0") kind="${names.join(" ")}" ;;`];
  return command.arguments.map(({ value, isRepeated }, place) => {
    const pattern = isRepeated ? `"${key}/"*` : `"${key}/${place}"`;
    return `    ${pattern}) kind="${kindText(value)}" ;;`;
  });
}

/** The kind as the script keeps it: the words themselves, or the name of the kind. */
function kindText(value: ValueKind): string {
  return value.kind === "words" ? value.words.join(" ") : value.kind;
}
