// The values of OTLP as its JSON encoding has them: ids in hex, times in nanoseconds as text, attributes
// with their types. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding

import { createHash } from 'node:crypto';
import { between, momentOf } from '../clock.ts';

export interface Attribute {
  readonly key: string;
  readonly value: AnyValue;
}

type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  /** 64 bits, which a number of JSON does not hold. */
  | { readonly intValue: string }
  | { readonly arrayValue: { readonly values: readonly AnyValue[] } };

export type Value = string | number | boolean | null | undefined | readonly string[];

/** What is not known, and lists that are empty, are left out. Numbers are whole. */
export function attributes(values: Readonly<Record<string, Value>>): readonly Attribute[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (value === null || value === undefined) return [];
    if (Array.isArray(value) && value.length === 0) return [];
    return [{ key, value: anyValue(value) }];
  });
}

function anyValue(value: NonNullable<Value>): AnyValue {
  if (typeof value === 'string') return { stringValue: wellFormed(value) };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return { intValue: String(value) };
  return { arrayValue: { values: value.map(anyValue) } };
}

/** Text of protocol buffers has to be UTF-8. */
export const wellFormed = (text: string) => text.replace(/\p{Cs}/gu, '\ufffd');

/** The same for the same words, and never all zero, which stands for none. */
export const traceId = (...words: readonly (string | null)[]) => idOf(16, ['trace', ...words]);
export const spanId = (...words: readonly (string | null)[]) => idOf(8, ['span', ...words]);

function idOf(bytes: number, words: readonly (string | null)[]): string {
  const hash = createHash('sha256').update(JSON.stringify(words)).digest('hex');
  return hash.slice(0, 2 * bytes).replace(/^0/, '1');
}

export interface Interval {
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

/** Null where an end is missing, or the two cannot be compared or are the wrong way round. */
export function interval(start: string | null, end: string | null): Interval | null {
  const length = between(start, end);
  const [startTimeUnixNano, endTimeUnixNano] = [nanos(start), nanos(end)];
  if (length === null || length < 0) return null;
  if (startTimeUnixNano === null || endTimeUnixNano === null) return null;
  return { startTimeUnixNano, endTimeUnixNano };
}

/** Since 1970; a time without an offset is taken as UTC. Null for what is no such time. */
export function nanos(time: string | null): string | null {
  if (time === null) return null;
  const ms = momentOf(time);
  return ms > 0 ? `${ms}000000` : null;
}
