// One line of a file of facts. In: its text. Out: the fact, or what is wrong with it.

import { UsageError } from '../errors.ts';
import { plain } from '../reporters/plain.ts';
import { type Fact, SCHEMA } from './fact.ts';
import {
  event,
  fits,
  flag,
  isObject,
  listOf,
  orNull,
  type Shape,
  type Test,
  text,
  whole,
} from './shapes.ts';

/** Whose fact a line holds, null for an empty line. @throws UsageError for what is no fact of this version
 *  @param where file and line, for that */
export function hostIn(bytes: Buffer, where: () => string): string | null {
  if (bytes.subarray(0, HEAD.length).equals(HEAD)) {
    const end = bytes.indexOf(QUOTE, HEAD.length);
    const host = bytes.toString('utf8', HEAD.length, end);
    if (end > 0 && !host.includes('\\')) return host;
  }
  const line = bytes.toString();
  return line.trim() === '' ? null : readFact(line, where).host;
}

/** Of an event whose places are told apart from it. */
export const WITHOUT_PLACES = ['places'];

/** How a line begins that this tool wrote. */
const HEAD = Buffer.from(`{"schema":"${SCHEMA}","host":"`);
const QUOTE = 0x22;

/** @throws UsageError for what is no fact of this version */
export function readFact(line: string, where: () => string, without: readonly string[] = []): Fact {
  const refuse = (why: string): never => {
    throw new UsageError(`${where()}: ${why}`);
  };
  const value = parsed(line) ?? refuse(`no fact of inject-trace: ${shown(line)}`);
  const { schema } = value;
  if (typeof schema !== 'string' || !schema.startsWith('inject-trace/'))
    return refuse(`no fact of inject-trace: ${shown(line)}`);
  if (schema.startsWith('inject-trace/fact/') && schema !== SCHEMA)
    return refuse(`a fact of another version (${plain(schema)}, and this reads ${SCHEMA})`);
  if (schema !== SCHEMA)
    return refuse(`no fact, but ${plain(schema)}; facts are what extract prints`);
  const kind = value['kind'];
  const fields = FIELDS.get(String(kind)) ?? refuse('a fact of no known kind');
  for (const [name, isOne] of fields) {
    if (!isOne(value[name]) && !without.includes(name))
      refuse(`a damaged fact: ${name} is missing or none`);
  }
  return value as unknown as Fact;
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const shown = (line: string) => plain(line.trim()).slice(0, 80);

const named: Test = (value) => text(value) && value !== '';
const place: Test = (value) => Array.isArray(value) && text(value[0]) && whole(value[1]);

const HEADS: Shape = { host: named, id: named };

const EVENT: Shape = {
  at: orNull(text),
  pid: orNull(whole),
  level: orNull(text),
  request: orNull(text),
  instance: orNull(text),
  instanceName: orNull(text),
  caller: orNull(text),
  dialect: text,
  releases: (value) => fits(value, { since: orNull(text), until: orNull(text) }),
  event,
  text,
  places: (value) => Array.isArray(value) && value.length > 0 && value.every(place),
};

const LOG: Shape = {
  log: text,
  path: text,
  first: orNull(text),
  last: orNull(text),
  levels: listOf(text),
  unmarked: flag,
  dialects: listOf(text),
  gaps: listOf((value) => fits(value, { kind: text, detail: text, count: whole })),
};

const EVIDENCE: Shape = { path: text, file: text };

/** Of each kind of fact. */
const FIELDS = new Map(
  Object.entries({ event: EVENT, log: LOG, evidence: EVIDENCE }).map(([kind, shape]) => [
    kind,
    Object.entries({ ...HEADS, ...shape }),
  ]),
);
