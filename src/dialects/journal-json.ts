// journalctl's json, json-seq and json-sse: one entry a line, alone, behind a record separator or behind
// `data: `. A message that is not printable text is a list of its bytes, one that is too long is null.

import type { Dialect, Reading } from './dialect.ts';
import { type Fields, readJournal } from './journal.ts';
import { isCutObject, type Json, parse } from './json.ts';
import { osloText } from './oslo-text.ts';

const FRAME = /^(?:\x1e|data: )?(?=\{)/;

export const journalJson = {
  id: 'journal-json',
  head: new RegExp(
    `(?:\\x1e|data: )?\\{(?=[^\\n]*(?:"MESSAGE" ?: ?"${osloText.head.source}|"LOGGER_NAME" ?: ?"))(?=[^\\n]*"__REALTIME_TIMESTAMP")`,
  ),
  multiline: false,
  needles: ['"MESSAGE":[', '"MESSAGE" : [', '"MESSAGE":null', '"MESSAGE" : null'],
  samples: [
    '{"__REALTIME_TIMESTAMP":"1687240859124011","_HOSTNAME":"cn7","_PID":"4711","SYSLOG_IDENTIFIER":"nova-compute","LOGGER_NAME":"nova.virt.libvirt.driver","LOGGER_LEVEL":"INFO","MESSAGE":"2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)"}',
    '{"MESSAGE":"Creating image(s)","CODE_FILE":"/usr/lib/python3/dist-packages/nova/virt/libvirt/driver.py","CODE_LINE":"4523","LOGGER_NAME":"nova.virt.libvirt.driver","LOGGER_LEVEL":"INFO","REQUEST_ID":"req-6f3d1c2e-8a0b-4c55-9d1f-2b7a4e9c0d11","_PID":"4711","_HOSTNAME":"cn7","__REALTIME_TIMESTAMP":"1687240859124011"}',
    '\x1e{"__REALTIME_TIMESTAMP":"1687240859124011","_HOSTNAME":"cn7","_PID":"4711","SYSLOG_IDENTIFIER":"nova-compute","MESSAGE":[73,78,70,79,32,110,111,118,97,46,120,32,91,45,93,32,97]}',
    'data: {"__REALTIME_TIMESTAMP":"1687240859124011","_HOSTNAME":"cn7","SYSLOG_IDENTIFIER":"nova-compute","_PID":"4711","MESSAGE":null}',
  ],
  isCut: isCutObject,
  read(line) {
    const frame = FRAME.exec(line);
    const entry = frame === null ? null : parse(line.slice(frame[0].length));
    return entry === null ? null : readEntry(entry);
  },
} as const satisfies Dialect;

/** An entry as journalctl's JSON modes print it, null when the object is none. */
export function readEntry(entry: Json): Reading | null {
  if (typeof entry['__REALTIME_TIMESTAMP'] !== 'string' || !('MESSAGE' in entry)) return null;
  const message = entry['MESSAGE'];
  const reading = readJournal(fieldsOf(entry));
  return Array.isArray(message) ? { ...reading, oddity: 'binary' } : reading;
}

const fieldsOf =
  (entry: Json): Fields =>
  (name) =>
    textOf(entry[name]);

/** A field given several times is a list of its values. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return null;
  if (value.every((byte) => typeof byte === 'number')) return Buffer.from(value).toString('utf8');
  return value.find((part) => typeof part === 'string') ?? null;
}
