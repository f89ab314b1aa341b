// Completion in bash. In: the commands. Out: the script, which needs nothing but bash 3.2.

import type { CommandLine } from '../options.ts';
import { named, quoted, spellings, takesFiles, typedOptions, valued } from './words.ts';

export function bash(commands: readonly CommandLine[]): string {
  const ids = named(commands).map(({ id }) => id);
  return `# Completion of inject-trace for bash: source it, or keep it as
# ~/.local/share/bash-completion/completions/inject-trace

_inject_trace_reply() {
    local word
    while IFS= read -r word; do
        COMPREPLY+=("$word")
    done < <(compgen "$@" 2>/dev/null)
}

_inject_trace() {
    COMPREPLY=()
    local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
    # Of --option=value bash makes three words.
    if [[ $current == '=' ]]; then
        current=
    elif [[ $before == '=' ]]; then
        before=\${COMP_WORDS[COMP_CWORD - 2]}
    fi
    local state=none command= at
    for ((at = 1; at < COMP_CWORD; at++)); do
        case \${COMP_WORDS[at]} in
            --) state=logs; break ;;
            ${valued(commands).join('|')})
                [[ \${COMP_WORDS[at + 1]} == '=' ]] && ((at++))
                ((at++)) ;;
            -?*) ;;
            ${ids.join('|')}) state=command; command=\${COMP_WORDS[at]}; break ;;
            *) state=log; break ;;
        esac
    done
    local options= formats= words= files=
    case $command in
${commands.map(caseOf).join('\n')}
    esac
    if [[ $state == logs ]]; then
        _inject_trace_reply -f -- "$current"
        return
    fi
    case $before in
        --format) _inject_trace_reply -W "$formats" -- "$current"; return ;;
        ${valued(commands)
          .filter((name) => name !== '--format')
          .join('|')}) _inject_trace_reply -f -- "$current"; return ;;
    esac
    if [[ $current == -* ]]; then
        _inject_trace_reply -W "$options" -- "$current"
        return
    fi
    [[ $state == none ]] && words=${quoted(ids.join(' '))}
    [[ -n $words ]] && _inject_trace_reply -W "$words" -- "$current"
    [[ -n $files ]] && _inject_trace_reply -f -- "$current"
    return 0
}

complete -o filenames -F _inject_trace inject-trace
`;
}

function caseOf(command: CommandLine): string {
  const { id, formats, choices = [] } = command;
  const options = typedOptions(command).flatMap(spellings);
  return `        ${quoted(id)})
            options=${quoted(options.join(' '))}
            formats=${quoted(formats.join(' '))}
            words=${quoted(choices.join(' '))}
            files=${takesFiles(command) ? 'yes' : ''} ;;`;
}
