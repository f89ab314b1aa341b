// One line of a file of facts. In: its text. Out: the fact, or what is wrong with it.

import { UsageError } from '../errors.ts';
import { plain } from '../reporters/plain.ts';
import { type Fact, SCHEMA } from './fact.ts';

/** Whose fact a line holds, null for an empty line. @throws UsageError for what is no fact of this version
 *  @param where file and line, for that */
export function hostIn(bytes: Buffer, where: () => string): string | null {
  if (bytes.subarray(0, HEAD.length).equals(HEAD)) {
    const end = bytes.indexOf(QUOTE, HEAD.length);
    const host = bytes.toString('utf8', HEAD.length, end);
    if (end > 0 && !host.includes('\\')) return host;
  }
  const text = bytes.toString();
  return text.trim() === '' ? null : readFact(text, where).host;
}

/** Of an event whose places are told apart from it. */
export const WITHOUT_PLACES = ['places'];

/** How a line begins that this tool wrote. */
const HEAD = Buffer.from(`{"schema":"${SCHEMA}","host":"`);
const QUOTE = 0x22;

/** @throws UsageError for what is no fact of this version */
export function readFact(text: string, where: () => string, without: readonly string[] = []): Fact {
  const refuse = (why: string): never => {
    throw new UsageError(`${where()}: ${why}`);
  };
  const value = parsed(text) ?? refuse(`no fact of inject-trace: ${shown(text)}`);
  const { schema } = value;
  if (typeof schema !== 'string' || !schema.startsWith('inject-trace/'))
    return refuse(`no fact of inject-trace: ${shown(text)}`);
  if (schema.startsWith('inject-trace/fact/') && schema !== SCHEMA)
    return refuse(`a fact of another version (${plain(schema)}, and this reads ${SCHEMA})`);
  if (schema !== SCHEMA)
    return refuse(`no fact, but ${plain(schema)}; facts are what extract prints`);
  const kind = value['kind'];
  const fields = FIELDS.get(String(kind)) ?? refuse('a fact of no known kind');
  for (const [name, fits] of fields) {
    if (!fits(value[name]) && !without.includes(name))
      refuse(`a damaged fact: ${name} is missing or none`);
  }
  return value as unknown as Fact;
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const shown = (text: string) => plain(text.trim()).slice(0, 80);

type Test = (value: unknown) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText: Test = (value) => typeof value === 'string';
const isTextOrNull: Test = (value) => value === null || isText(value);
const isPlace: Test = (value) =>
  Array.isArray(value) && isText(value[0]) && Number.isInteger(value[1]);
const listOf =
  (fits: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(fits);

const HEADS: Readonly<Record<string, Test>> = {
  host: (value) => isText(value) && value !== '',
  id: (value) => isText(value) && value !== '',
};

const EVENT: Readonly<Record<string, Test>> = {
  at: isTextOrNull,
  pid: (value) => value === null || Number.isInteger(value),
  level: isTextOrNull,
  request: isTextOrNull,
  instance: isTextOrNull,
  dialect: isText,
  releases: isObject,
  event: (value) => isObject(value) && isText(value['kind']),
  text: isText,
  places: (value) => Array.isArray(value) && value.length > 0 && value.every(isPlace),
};

const LOG: Readonly<Record<string, Test>> = {
  log: isText,
  path: isText,
  first: isTextOrNull,
  last: isTextOrNull,
  levels: listOf(isText),
  dialects: listOf(isText),
  gaps: listOf(isObject),
};

/** Of each kind of fact. */
const FIELDS = new Map(
  Object.entries({ event: EVENT, log: LOG, evidence: { path: isText, file: isText } }).map(
    ([kind, fields]) => [kind, Object.entries<Test>({ ...HEADS, ...fields })],
  ),
);
