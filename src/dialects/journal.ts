// An entry of the systemd journal: from its fields, however journalctl printed them, to those of the
// record. Its message is a line of Nova's own layout, or Nova's journal handler gave the fields.

import type { LogTime } from '../model.ts';
import { blank, type Reading } from './dialect.ts';
import { readInner } from './inner.ts';
import { unmarked } from './json.ts';
import { readMicroseconds } from './times.ts';

/** The text of a field, null when the entry has none or it is not text. */
export type Fields = (name: string) => string | null;

const COLOUR = /\x1b\[[0-9;]*[A-Za-z]/g;

/** What journalctl prints in place of a message that is not printable text. */
export const BLOB = /^\[\d[\d.]*[BKMG]\w* blob data\]$/;
/** What every such text holds. */
export const BLOB_TEXT = ' blob data]';

/** @param time used when the entry has no field with one */
export function readJournal(field: Fields, time: LogTime | null = null): Reading {
  const message = (field('MESSAGE') ?? '').replace(COLOUR, '').replace(/\n$/, '');
  const inner = readInner(message) ?? readHandler(field, message);
  const program = field('SYSLOG_IDENTIFIER') ?? field('_COMM') ?? field('_SYSTEMD_UNIT') ?? '-';
  const moment = field('_SOURCE_REALTIME_TIMESTAMP') ?? field('__REALTIME_TIMESTAMP');
  const host = field('_HOSTNAME');
  const pid = field('_PID') ?? field('SYSLOG_PID');
  const isHidden = field('MESSAGE') === null || BLOB.test(message);
  const foreign = { ...blank, logger: program, message, ...(isHidden ? {} : { rest: message }) };
  return {
    ...(inner ?? foreign),
    time: inner?.time ?? readMicroseconds(moment) ?? time,
    host: host ?? inner?.host ?? null,
    pid: inner?.pid ?? (pid !== null && /^\d+$/.test(pid) ? Number(pid) : null),
    writer: `${host} ${program} ${pid}`,
    program,
    quote: quoteOf(message, inner),
    ...(isHidden ? { oddity: 'null' } : {}),
  };
}

/** The fields of oslo.log's OSJournalHandler, for a message that is nothing but the message. */
function readHandler(field: Fields, text: string): Reading | null {
  const logger = field('LOGGER_NAME');
  if (logger === null) return null;
  const { mark, text: message } = unmarked(text);
  const file = field('CODE_FILE');
  const line = field('CODE_LINE');
  return {
    ...blank,
    level: field('LOGGER_LEVEL'),
    logger,
    requestId: field('REQUEST_ID'),
    instance: mark ?? field('INSTANCE_UUID'),
    message,
    traceback: field('EXCEPTION_TEXT')?.split('\n') ?? [],
    caller: file === null || line === null ? null : `${file}:${line}`,
  };
}

/** A message that shows its own level and logger is quoted as it is. */
function quoteOf(message: string, inner: Reading | null): string {
  const [first = ''] = message.split('\n', 1);
  if (inner === null || first.includes(` ${inner.logger} `)) return first;
  return `${inner.level} ${inner.logger} [${inner.requestId ?? '-'}] ${first}`;
}
