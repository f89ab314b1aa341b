// Docker's json-file: `{"log":"…\n","stream":"stderr","time":"…"}`, one object per line of output; a
// line without its newline goes on in the next object.

import type { Dialect } from './dialect.ts';
import { isCutObject, parse, text } from './json.ts';
import { osloText } from './oslo-text.ts';
import { unwrapOutput } from './output.ts';
import { readTime } from './times.ts';

export const dockerJson = {
  id: 'docker-json',
  head: new RegExp(`\\{"log":"(?:\\\\u001b\\[[0-9;]*m)*${osloText.head.source}`),
  multiline: false,
  samples: [
    '{"log":"2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)\\n","stream":"stderr","time":"2023-06-20T06:00:59.124011123Z"}',
    '{"log":"+ exec nova-compute\\n","stream":"stdout","attrs":{"tag":"nova_compute"},"time":"2023-06-20T06:00:59.124011123Z"}',
  ],
  isCut: isCutObject,
  read(line) {
    const record = line.startsWith('{"log"') ? parse(line) : null;
    if (record === null) return null;
    const log = text(record['log']);
    const stream = text(record['stream']);
    const time = readTime(text(record['time']) ?? '');
    if (log === null || stream === null || time === null) return null;
    const partial = !log.endsWith('\n');
    return { ...unwrapOutput({ text: log, stream, time, partial }), quote: quoteOf(log) };
  },
} as const satisfies Dialect;

const quoteOf = (log: string) => log.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '').replace(/\r?\n$/, '');
