import { allCommands, type CommandWords, type FlagWords, type ValueKind } from "./words.ts";

/** The completion of `program` for fish. */
export function fishScript(program: CommandWords): string {
  return `# fish completion for tracksafe

complete -c tracksafe -f
${allCommands(program).flatMap(linesOf).join("\n")}
`;
}

function linesOf(command: CommandWords): readonly string[] {
  const { flags, commands } = command;
  const start = `complete -c tracksafe -n ${quoted(conditionOf(command))}`;
  const below = commands.map(
    ({ path, description }) => `-a ${path.at(-1)} -d ${quoted(description)}`,
  );
  const values = command.arguments.map(({ value }) => valueWords(value)).filter(Boolean);
  return [...below, ...flags.map(flagText), ...values].map((line) => `${start} ${line}`);
}

/** The condition that a command is the last one on the line. */
function conditionOf({ path, commands }: CommandWords): string {
  if (path.length === 0) return "__fish_use_subcommand";
  const names = commands.map((one) => one.path.at(-1)).join(" ");
  return [
    ...path.map((word) => `__fish_seen_subcommand_from ${word}`),
    ...(names === "" ? [] : [`not __fish_seen_subcommand_from ${names}`]),
  ].join("; and ");
}

function flagText({ names, description, value }: FlagWords): string {
  const forms = names.map((name) =>
    name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const behind = value === null ? "" : ` ${flagValue(value)}`;
  return `${forms.join(" ")}${behind} -d ${quoted(description)}`;
}

/** The value of a flag; without `-x` fish would offer files as well. */
function flagValue(value: ValueKind): string {
  return value.kind === "file" ? "-r -F" : `-x ${valueWords(value)}`.trimEnd();
}

function valueWords(value: ValueKind): string {
  switch (value.kind) {
    case "file":
      return "-F";
    case "directory":
      return "-a '(__fish_complete_directories)'";
    case "words":
      return `-a ${quoted(value.words.join(" "))}`;
    default:
      return "";
  }
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
