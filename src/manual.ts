// The manual page. In: the commands. Out: its text with the macros of man(7).

import { MEANINGS } from './exit-statuses.ts';
import { ABOUT } from './flags.ts';
import { environment, files } from './manual-surroundings.ts';
import { type CommandLine, type Option, optionsOf, optionsOfAll } from './options.ts';
import { bold, entry, escaped, italic, section, tagged, verbatim } from './troff.ts';
import { VERSION } from './version.ts';

const NAME = 'inject-trace';

const SEE_ALSO = ['guestmount(1)', 'journalctl(1)', 'kpartx(8)', 'less(1)', 'qemu-nbd(8)'];

export function manual(commands: readonly CommandLine[]): string {
  const options = optionsOfAll(commands);
  const sections = [
    `.TH INJECT\\-TRACE 1 "" "${escaped(`${NAME} ${VERSION}`)}" "User Commands"`,
    section('NAME', `${escaped(NAME)} \\- explain the disk image injections of Nova from its logs`),
    section('SYNOPSIS', commands.map(synopsis).join('\n.br\n')),
    section('DESCRIPTION', escaped(ABOUT)),
    section('COMMANDS', ...commands.map(commandEntry)),
    section('OPTIONS', ...optionGroups(commands)),
    section('EXIT STATUS', ...MEANINGS.map(([status, what]) => entry(String(status), what))),
    section('ENVIRONMENT', ...environment(options)),
    section('FILES', ...files(options)),
    section('EXAMPLES', ...commands.flatMap(({ examples }) => examples).map(example)),
    section('SEE ALSO', SEE_ALSO.map(reference).join(',\n')),
  ];
  return `${sections.join('\n')}\n`;
}

function synopsis(command: CommandLine): string {
  const words = [NAME, command.id].filter((word) => word !== '').map(bold);
  const named = command.subjects.map((subject) => italic(subject.toUpperCase()));
  const subjects = command.mayBeAlone ? named.map((one) => `[${one}]`) : named;
  return [...words, `[${several('OPTION')}]`, ...subjects, ...inputsOf(command)].join(' ');
}

function inputsOf({ readsLogs, readsText, noFurtherLog }: CommandLine): readonly string[] {
  if (readsText) return [`[${italic('TEXT')}]`];
  return readsLogs && !noFurtherLog ? [`[${several('LOG')}]`] : [];
}

const several = (what: string) => `${italic(what)} .\\|.\\|.`;

function commandEntry(command: CommandLine): string {
  const { describe, formats, subjects, choices = [] } = command;
  const texts = [
    describe,
    ...(choices.length > 0 ? [`${subjects[0]?.toUpperCase()}: ${choices.join(', ')}`] : []),
    `Formats: ${formats.join(', ')}`,
  ];
  return tagged(synopsis(command), texts.map((text) => `${escaped(text)}.`).join('\n.br\n'));
}

/** Options by the commands that take them, so that each is told once. */
function optionGroups(commands: readonly CommandLine[]): readonly string[] {
  const takers = new Map<string, readonly CommandLine[]>();
  const entries = new Map<string, string>();
  for (const command of commands) {
    for (const [name, option] of Object.entries(optionsOf(command))) {
      takers.set(name, [...(takers.get(name) ?? []), command]);
      entries.set(name, optionEntry(name, option));
    }
  }
  const groups = new Map<string, readonly string[]>();
  for (const [name, by] of takers) {
    const title = by.length === commands.length ? 'With every command' : titleOf(by);
    groups.set(title, [...(groups.get(title) ?? []), entries.get(name) ?? '']);
  }
  return [...groups].map(([title, group]) => [`.SS ${escaped(title)}`, ...group].join('\n'));
}

const titleOf = (takers: readonly CommandLine[]) =>
  `With ${takers.map(({ id }) => id || 'no command').join(', ')}`;

function optionEntry(name: string, { alias, type, describe }: Option): string {
  const value = type === 'boolean' ? '' : ` ${italic('VALUE')}`;
  const typed = [...[alias ?? []].flat().map((letter) => `-${letter}`), `--${name}`];
  return tagged(typed.map((one) => `${bold(one)}${value}`).join(', '), `${escaped(describe)}.`);
}

function example([command, what]: readonly [string, string]): string {
  const lead = `${what.charAt(0).toUpperCase()}${what.slice(1)}${what.endsWith('?') ? '' : ':'}`;
  return `.PP\n${escaped(lead)}\n${verbatim(escaped(command.replaceAll('$0', NAME)))}`;
}

function reference(page: string): string {
  const [name = '', part = ''] = page.split(/(?=\()/);
  return `${bold(name)}${escaped(part)}`;
}
