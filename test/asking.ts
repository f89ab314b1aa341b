// Asks a command as the command line does, of logs given as texts instead of files.

import { analyze } from '../src/analyze.ts';
import type { Command } from '../src/commands/command.ts';
import { inputOf, type Text } from './support.ts';

export interface Question {
  readonly subjects?: readonly string[];
  /** The logs there are, by path. */
  readonly logs: Readonly<Record<string, Text>>;
  /** Those named behind the subjects; all of them unless told. */
  readonly files?: readonly string[];
  readonly format?: string;
  readonly width?: number;
}

/** What it prints. */
export async function ask(command: Command, question: Question): Promise<string> {
  const { subjects = [], logs, format = 'terminal', width = 80 } = question;
  const { text } = await command.run({
    flags: {
      command: command.id,
      subjects,
      files: question.files ?? Object.keys(logs),
      format,
      noColor: true,
    },
    page: { color: false, width },
    warn: () => undefined,
    read: (paths) => analyze(paths.map((path) => inputOf(logs[path] ?? '', path))),
  });
  return [...text].join('');
}

/** Its answer as data. */
export const askJson = async (command: Command, question: Question) =>
  JSON.parse(await ask(command, { ...question, format: 'json' }));
