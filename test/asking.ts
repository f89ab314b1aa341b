// Asks a command as the command line does, of logs given as texts instead of files.

import { analyze } from '../src/analyze.ts';
import type { Run } from '../src/commands/command.ts';
import { readNovaConf } from '../src/config/index.ts';
import { chunksOf, inputOf, type Text } from './support.ts';

export interface Question {
  readonly subjects?: readonly string[];
  /** The logs there are, by path. */
  readonly logs?: Readonly<Record<string, Text>>;
  /** Those named behind the subjects; all of them unless told. */
  readonly files?: readonly string[];
  readonly format?: string;
  readonly release?: string;
  readonly set?: readonly string[];
  /** The nova.conf files there are, by path. */
  readonly confs?: Readonly<Record<string, string>>;
  /** What is said on standard error is put here. */
  readonly warnings?: string[];
  readonly width?: number;
}

/** What it prints. */
export async function ask(run: Run, question: Question): Promise<string> {
  const { subjects = [], logs = {}, confs = {}, format = 'terminal', width = 80 } = question;
  const { text } = await run({
    flags: {
      command: '',
      subjects,
      files: question.files ?? Object.keys(logs),
      format,
      prints: true,
      noColor: true,
      noPager: true,
      settings: new Map(),
      elsewhere: new Map(),
      release: question.release,
      set: question.set === undefined ? undefined : [...question.set],
    },
    page: { color: false, width },
    print: async () => undefined,
    interrupted: () => new AbortController().signal,
    stdin: chunksOf(new Uint8Array(), []),
    env: {},
    warn: (message) => question.warnings?.push(message),
    confs: Object.entries(confs).map(([file, text]) => readNovaConf(text, file)),
    pass: () => Promise.reject(new Error('reads no log')),
    read: (paths) => analyze(paths.map((path) => inputOf(logs[path] ?? '', path))),
  });
  let printed = '';
  for await (const piece of text) printed += piece;
  return printed;
}

/** Its answer as data. */
export const askJson = async (run: Run, question: Question) =>
  JSON.parse(await ask(run, { ...question, format: 'json' }));
