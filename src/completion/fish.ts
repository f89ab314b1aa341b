// Completion in fish. In: the commands. Out: the script.

import type { CommandLine } from '../options.ts';
import { named, type Typed, takesFiles, typedOptions, valued } from './words.ts';

/** What the script takes for the command while none is typed, and behind a log. */
const NONE = 'none';
const LOG = 'log';

export function fish(commands: readonly CommandLine[]): string {
  const ids = named(commands).map(({ id }) => id);
  return `# Completion of inject-trace for fish: keep it as ~/.config/fish/completions/inject-trace.fish

function __inject_trace_command
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case --
                break
            case ${valued(commands).join(' ')}
                set -e words[1]
            case '-?*'
            case ${ids.join(' ')}
                echo $words[1]
                return
            case '*'
                echo ${LOG}
                return
        end
        set -e words[1]
    end
    echo ${NONE}
end

function __inject_trace_is
    contains -- (__inject_trace_command) $argv
end

complete -c inject-trace -e
${named(commands)
  .map(({ id, describe }) => complete([NONE], `-a ${id} -d ${quoted(describe)}`))
  .join('\n')}
${commands.map(linesOf).join('\n')}
`;
}

function linesOf(command: CommandLine): string {
  const states = command.id === '' ? [NONE, LOG] : [command.id];
  const options = typedOptions(command).map((option) => complete(states, flagsOf(option)));
  const choices = command.choices ? [complete(states, `-a ${listed(command.choices)}`)] : [];
  const noFiles = takesFiles(command) ? [] : [complete(states, '-f')];
  return [...noFiles, ...choices, ...options].join('\n');
}

const complete = (states: readonly string[], rest: string) =>
  `complete -c inject-trace -n ${quoted(`__inject_trace_is ${states.join(' ')}`)} ${rest}`;

function flagsOf({ name, letter, describe, isSwitch, values }: Typed): string {
  const short = letter === null ? '' : ` -s ${letter}`;
  const any = isSwitch ? '' : ' -r -F';
  const value = values.length > 0 ? ` -x -a ${listed(values)}` : any;
  return `-l ${name}${short}${value} -d ${quoted(describe)}`;
}

const listed = (words: readonly string[]) => quoted(words.join(' '));
const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
