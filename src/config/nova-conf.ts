// The one reader of nova.conf, as oslo.config reads it, and of the flag files of 2012.1 that came before.
// In: a file's text. Out: its settings, each with its line. Values of options that nothing here uses are
// not kept: they may be secrets.

import { FORMAT_OPTIONS } from '../dialects/site-format.ts';
import { UsageError } from '../errors.ts';
import { isKnownOption } from '../releases/index.ts';

export interface Setting {
  readonly group: string;
  readonly name: string;
  /** Without the quotes around it; null where nothing here uses the option. */
  readonly value: string | null;
  readonly line: number;
}

export interface NovaConf {
  /** As given on the command line. */
  readonly file: string;
  /** In the order of the file: of those with the same name the last counts. */
  readonly settings: readonly Setting[];
}

/** What the options of this tool refer to as `$name`, beside one another. */
const REFERRED: readonly string[] = ['state_path', 'pybasedir', 'bindir', 'my_ip', 'host'];

function isUsed(group: string, name: string): boolean {
  if (isKnownOption(group, name)) return true;
  return group === 'DEFAULT' && [...FORMAT_OPTIONS, ...REFERRED].includes(name);
}

interface Assignment {
  readonly group: string;
  readonly name: string;
  readonly values: string[];
  readonly line: number;
}

/** @throws UsageError naming file and line where Nova could not read it either */
export function readNovaConf(text: string, file: string): NovaConf {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const isFlags = isFlagFile(lines);
  const read = assignments(isFlags ? lines.map(fromFlag) : lines, isFlags ? 'DEFAULT' : null, file);
  const settings = read.map(({ group, name, values, line }): Setting => {
    const value = isUsed(group, name) ? values.join('\n') : null;
    return { group, name, value, line };
  });
  return { file, settings };
}

// ---------------------------------------------------------------- INI

function assignments(
  lines: readonly string[],
  section: string | null,
  file: string,
): readonly Assignment[] {
  const found: Assignment[] = [];
  let group = section;
  let open: Assignment | null = null;
  for (const [index, text] of lines.entries()) {
    const fail = (reason: string) => new UsageError(`${file}:${index + 1}: ${reason}`);
    if (/^[ \t]/.test(text)) {
      // Also what looks like a comment.
      if (open === null) throw fail('indented, but there is no option above to continue');
      open.values.push(text.trimStart());
      continue;
    }
    open = null;
    if (text === '' || /^[#;]/.test(text)) continue;
    if (text.startsWith('[')) {
      if (!text.endsWith(']')) throw fail('a section must end with ]');
      if (text === '[]') throw fail('a section without a name');
      group = groupNamed(text.slice(1, -1));
      continue;
    }
    const at = text.search(/[=:]/);
    if (at < 0) throw fail('neither a section nor an option: there is no = in it');
    const name = text.slice(0, at).trim();
    if (name === '') throw fail('no option name before the =');
    if (group === null) throw fail('an option before the first section, such as [DEFAULT]');
    open = { group, name, values: [withoutQuotes(text.slice(at + 1).trim())], line: index + 1 };
    found.push(open);
  }
  return found;
}

const groupNamed = (section: string) => (section === 'DEFAULT' ? section : section.toLowerCase());

function withoutQuotes(value: string): string {
  const [quote = ''] = value;
  const isQuoted = (quote === '"' || quote === "'") && value.endsWith(quote);
  return isQuoted ? value.slice(1, -1) : value;
}

// ---------------------------------------------------------------- the flag files of 2012.1

const isNoFlag = (line: string) => line.trim() === '' || /^(?:#|\/\/)/.test(line);

/** Nova goes by the first line that says anything. */
function isFlagFile(lines: readonly string[]): boolean {
  return (
    lines
      .find((line) => !isNoFlag(line))
      ?.trim()
      .startsWith('--') ?? false
  );
}

/** A flag as the INI line Nova makes of it: `--name=value`, `--name` or `--noname`. */
function fromFlag(line: string): string {
  if (isNoFlag(line)) return '';
  const flag = line.trim().slice(2);
  if (flag.includes('=')) return flag;
  return flag.startsWith('no') ? `${flag.slice(2)}=false` : `${flag}=true`;
}
