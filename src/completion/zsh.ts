// Completion in zsh. In: the commands. Out: the script, for a file of $fpath or to be sourced.

import type { CommandLine } from '../options.ts';
import { named, quoted, type Typed, takesFiles, typedOptions, valued } from './words.ts';

export function zsh(commands: readonly CommandLine[]): string {
  const ids = named(commands).map(({ id }) => id);
  return `#compdef inject-trace
# Completion of inject-trace for zsh: keep it as _inject-trace in a directory of $fpath, or source it
# behind compinit.

_inject_trace_first() {
    local -a commands
    commands=(
${named(commands).map(described).join('\n')}
    )
    _describe -t commands command commands
    _files
}

_inject_trace() {
    local command=
    integer at
    for ((at = 2; at < CURRENT; at++)); do
        case $words[at] in
            --) break ;;
            ${valued(commands).join('|')}) ((at++)) ;;
            -?*) ;;
            ${ids.join('|')}) command=$words[at]; break ;;
            *) break ;;
        esac
    done
    case $command in
${commands.map(caseOf).join('\n')}
    esac
}

if [[ $funcstack[1] == _inject-trace ]]; then
    _inject_trace "$@"
else
    compdef _inject_trace inject-trace
fi
`;
}

const described = ({ id, describe }: CommandLine) =>
  `        ${quoted(`${id.replaceAll(':', '\\:')}:${describe}`)}`;

function caseOf(command: CommandLine): string {
  const specs = [...typedOptions(command).flatMap(specsOf), ...wordsOf(command)];
  const lines = specs.map((spec) => `                ${quoted(spec)}`);
  return `        ${quoted(command.id)})
            _arguments -S \\
${lines.join(' \\\n')} ;;`;
}

function specsOf({ name, letter, describe, isSwitch, values }: Typed): readonly string[] {
  const what = `[${describe.replace(/[\\[\]:]/g, '\\$&')}]`;
  const action = values.length > 0 ? `(${values.join(' ')})` : '_files';
  const tail = isSwitch ? what : `${what}:${name}:${action}`;
  const long = isSwitch ? `--${name}${tail}` : `*--${name}=${tail}`;
  const short = isSwitch ? `-${letter}${tail}` : `*-${letter}${tail}`;
  return letter === null ? [long] : [long, short];
}

/** What may follow besides options; the command's own word is the first. */
function wordsOf(command: CommandLine): readonly string[] {
  if (command.id === '') return ['1: :_inject_trace_first', '*:log:_files'];
  if (command.choices) return ['1: :', `2:${command.subjects[0]}:(${command.choices.join(' ')})`];
  return takesFiles(command) ? ['1: :', '*:file:_files'] : ['1: :'];
}
