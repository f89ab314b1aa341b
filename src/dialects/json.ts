// What the JSON layouts share: reading a line's object, and the values loggers put into one.

import type { Layout } from '../model.ts';

export type Json = Readonly<Record<string, unknown>>;

export const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const count = (value: unknown): number | null => {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' ? number : null;
};

export const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {};

/** Whether a line that ends without a line break is the beginning of an object. */
export const isCutObject = (line: string): boolean => line.startsWith('{"') && parse(line) === null;

/** The object a line is, null when it is none. */
export function parse(line: string): Json | null {
  if (!line.startsWith('{')) return null;
  try {
    return object(JSON.parse(line));
  } catch {
    return null;
  }
}

/** The first of the values that is a text with something in it. */
export function firstText(...values: readonly unknown[]): string | null {
  for (const value of values) if (typeof value === 'string' && value !== '') return value;
  return null;
}

const UUID = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';
const MARK = new RegExp(`^ ?\\[instance: (${UUID})\\] ?`);
const WHOLE = new RegExp(`^${UUID}$`);
const INSIDE = new RegExp(`"uuid": "(${UUID})"`);

/** The instance a record is about: its mark `[instance: …] `, its uuid, or all of it as an object or
 *  as that object's JSON, which FluentFormatter writes. Only all of it has the name, which until the
 *  instance has an id is its uuid again. */
export function instanceOf(value: unknown): Pick<Layout, 'instance' | 'instanceName'> {
  if (typeof value !== 'string') return ofWhole(object(value));
  const all = parse(value);
  if (all !== null) return ofWhole(all);
  const uuid = MARK.exec(value)?.[1] ?? WHOLE.exec(value)?.[0] ?? INSIDE.exec(value)?.[1];
  return { instance: uuid ?? null };
}

function ofWhole(instance: Json): Pick<Layout, 'instance' | 'instanceName'> {
  const uuid = text(instance['uuid']);
  if (uuid === null || !WHOLE.test(uuid)) return { instance: null };
  const name = firstText(instance['name']);
  return { instance: uuid, instanceName: name === uuid ? null : name };
}

/** A message with the mark still in front of it. */
export function unmarked(message: string): { readonly mark: string | null; readonly text: string } {
  const match = MARK.exec(message);
  return {
    mark: match?.[1] ?? null,
    text: match === null ? message : message.slice(match[0].length),
  };
}

/** A list of lines, one text, or nothing. */
export function tracebackOf(value: unknown): readonly string[] {
  const parts = Array.isArray(value) ? value : [value];
  return parts
    .filter((part) => typeof part === 'string' && part !== '')
    .flatMap((part: string) => part.replace(/\n$/, '').split('\n'));
}
