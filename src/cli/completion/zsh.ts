import type { ArgumentWords, CommandWords, FlagWords, ValueKind } from "./words.ts";

/** The completion of `program` for zsh: a file `_tracksafe` in a directory of `fpath`. */
export function zshScript(program: CommandWords): string {
  return `#compdef tracksafe

${functionsOf(program)}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _tracksafe "$@"
else
  compdef _tracksafe tracksafe
fi
`;
}

/** A function for a command, behind those for the commands below it. */
function functionsOf(command: CommandWords): string {
  const { commands } = command;
  const below = commands.filter(isUseful).map(functionsOf);
  const body = commands.length === 0 ? leafBody(command) : branchBody(command);
  return [...below, `${functionName(command)}() {\n${body}\n}`].join("\n\n");
}

function leafBody({ flags, arguments: args }: CommandWords): string {
  return `  _arguments -s ${continued([...flags.flatMap(flagSpecs), ...args.map(argumentSpec)], "    ")}`;
}

function branchBody({ flags, commands }: CommandWords): string {
  const described = commands.map(({ path, description }) =>
    quoted(`${path.at(-1)}:${description}`),
  );
  const cases = commands
    .filter(isUseful)
    .map((one) => `        ${one.path.at(-1)}) ${functionName(one)} ;;`);
  return `  local state line
  local -a commands
  commands=(
${described.map((one) => `    ${one}`).join("\n")}
  )
  _arguments -C ${continued([...flags.flatMap(flagSpecs), "'1: :->command'", "'*:: :->rest'"], "    ")}
  case $state in
    command) _describe -t commands command commands ;;
    rest)
      case $line[1] in
${cases.join("\n")}
      esac
      ;;
  esac`;
}

/** Whether anything can follow a command. */
function isUseful({ flags, arguments: args }: CommandWords): boolean {
  return flags.length + args.length > 0;
}

function functionName({ path }: CommandWords): string {
  return ["_tracksafe", ...path].join("_").replaceAll("-", "_");
}

/** One specification for each form of a flag. */
function flagSpecs({ names, description, value, placeholder }: FlagWords): readonly string[] {
  const text = description.replace(/[\\[\]:]/g, "\\$&");
  const behind = value === null ? "" : `:${placeholder}:${actionOf(value)}`;
  return names.map((name) => {
    const sign = value !== null && name.startsWith("--") ? "=" : "";
    return quoted(`*${name}${sign}[${text}]${behind}`);
  });
}

function argumentSpec({ name, value, isRepeated }: ArgumentWords): string {
  return quoted(`${isRepeated ? "*" : ""}:${name}:${actionOf(value)}`);
}

function actionOf(value: ValueKind): string {
  switch (value.kind) {
    case "file":
      return "_files";
    case "directory":
      return "_files -/";
    case "words":
      return `(${value.words.join(" ")})`;
    default:
      return " ";
  }
}

function continued(words: readonly string[], indent: string): string {
  return words.map((word) => `\\\n${indent}${word}`).join(" ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
