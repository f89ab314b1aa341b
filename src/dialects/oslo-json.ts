// One JSON object a line, as nova's and oslo.log's JSONFormatter write it. The context is inside
// `extra` to 2014.2 and in `context` from oslo.log 3.34 on; the instance mark may be in either place.

import type { Layout } from '../model.ts';
import { blank, type Dialect } from './dialect.ts';
import { readTime } from './times.ts';

type Json = Readonly<Record<string, unknown>>;

const text = (value: unknown) => (typeof value === 'string' ? value : null);
const count = (value: unknown) => (typeof value === 'number' ? value : null);
const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {};

function parse(line: string): Json | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Json) : null;
  } catch {
    return null;
  }
}

export const osloJson = {
  id: 'oslo-json',
  head: /\{"(?=[^\n]*"levelname": ")/,
  multiline: false,
  samples: [
    '{"message": "Result was 0", "asctime": "2012-05-14 09:21:07,123", "name": "nova.utils", "msg": "Result was %s", "args": ["0"], "levelname": "DEBUG", "levelno": 10, "pathname": "/usr/lib/python2.7/dist-packages/nova/utils.py", "lineno": 235, "process": 4711, "traceback": null, "extra": {"request_id": "req-6f3d1c2e-8a0b-4c55-9d1f-2b7a4e9c0d11", "instance": ""}}',
  ],
  read(line) {
    const record = line.startsWith('{') ? parse(line) : null;
    if (record === null) return null;
    const message = text(record['message']);
    const logger = text(record['name']);
    if (message === null || logger === null || text(record['levelname']) === null) return null;
    const extra = object(record['extra']);
    const context = object(record['context']);
    const mark = text(extra['instance']) ?? text(record['instance']) ?? '';
    const file = text(record['pathname']);
    return {
      ...blank,
      time: readTime(text(record['asctime']) ?? ''),
      host: text(record['hostname']),
      pid: count(record['process']),
      level: text(record['levelname']),
      logger,
      requestId: text(context['request_id']) ?? text(extra['request_id']),
      instance: /\[instance: ([0-9a-f-]{36})\]/.exec(mark)?.[1] ?? null,
      message,
      traceback: tracebackOf(record['traceback']),
      caller: file === null ? null : `${file}:${count(record['lineno']) ?? ''}`,
    } satisfies Layout;
  },
} as const satisfies Dialect;

function tracebackOf(value: unknown): readonly string[] {
  const parts = Array.isArray(value) ? value : [value];
  return parts.filter((part) => typeof part === 'string').flatMap((part) => part.split('\n'));
}
