// In: a report. Out: the command that shows it again, quoted for a POSIX shell, as far as the report tells
// how it was asked for.

import type { Report, Source } from '../../model.ts';
import { count } from '../page.ts';
import { plain } from '../plain.ts';
import type { Part } from './part.ts';

/** More would fill the ticket. */
const namedAtMost = 20;
/** A tar archive and the path within. */
const member = /^(-|.*?\.(?:tar(?:\.\w+)?|t[gx]z|tbz2?|tzst)):/i;

export function reproducePart(report: Report, options: readonly string[]): Part {
  const { sources, config, tool } = report;
  const confs = config.flatMap(({ file }) => (file === null ? [] : ['--nova-conf', file]));
  const logs = sources.filter((source) => source.evidence === undefined).map(givenPath);
  const besides = sources.flatMap((source) => evidenceOption(source, logs));
  const given = pairs([...confs, ...besides]);
  const words = [tool.name, ...options, ...given].map(quoted);
  const rows = [[...words, ...logWords(logs)].join(' ')];
  return {
    label: 'Reproduce',
    text: [` with ${tool.name} ${tool.version}${notes(report, logs)}:`],
    body: { kind: 'fence', language: 'sh', rows },
    noun: 'command',
    share: 1,
    isWhole: true,
  };
}

/** What was named on the command line, of a log in an archive the archive. */
const givenPath = ({ path }: Source): string => member.exec(path)?.[1] ?? path;

function evidenceOption(source: Source, logs: readonly string[]): readonly string[] {
  const path = givenPath(source);
  if (source.evidence === undefined || logs.includes(path)) return [];
  return path === source.path ? [`--${source.evidence.kind}`, path] : [];
}

/** An option and its value, each pair once. */
function pairs(words: readonly string[]): readonly string[] {
  const given = new Map<string, readonly string[]>();
  for (let at = 0; at < words.length; at += 2) {
    const pair = words.slice(at, at + 2);
    given.set(JSON.stringify(pair), pair);
  }
  return [...given.values()].flat();
}

function logWords(logs: readonly string[]): readonly string[] {
  const paths = [...new Set(logs)];
  if (paths.length > namedAtMost) return ['LOG...'];
  const words = paths.map((path) => (path === '-' ? path : quoted(fileWord(path))));
  return paths.includes('-') ? [...words, '< INPUT'] : words;
}

/** A name that begins with a dash is no option. */
const fileWord = (path: string) => (path.startsWith('-') ? `./${path}` : path);

/** One word of a POSIX shell. */
function quoted(word: string): string {
  const shown = plain(word);
  return /^[\w%+=:,./@-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}

function notes({ sources }: Report, logs: readonly string[]): string {
  const many = new Set(logs).size;
  const all = [
    ...(many > namedAtMost ? [`LOG... stands for the ${count(many, 'file')} above`] : []),
    ...(logs.includes('-') ? ['INPUT stands for what was piped in'] : []),
    sources.some((source) => source.lines === null)
      ? 'add the --since and --until that were used'
      : 'add what else was given, such as --instance or --tz: the report does not hold it',
  ];
  return ` (${all.join('; ')})`;
}
