// What container runtimes keep of a program: its lines of output, each with a stream and a time. A line
// without Nova's layout continues the record above it in the same stream.

import type { LogTime } from '../model.ts';
import { blank, type Reading } from './dialect.ts';
import { readInner } from './inner.ts';

export interface Output {
  readonly text: string;
  readonly stream: string;
  readonly time: LogTime | null;
  readonly partial: boolean;
}

export function unwrapOutput({ text, stream, time, partial }: Output): Reading {
  const body = text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '').replace(/\r?\n$/, '');
  const inner = readInner(body);
  return {
    ...(inner ?? { ...blank, logger: stream, message: body, rest: body }),
    time: inner?.time ?? time,
    writer: stream,
    partial,
  };
}
