// journalctl's short-unix: `1795333805.205587 HOST WRITER[PID]: `, seconds since 1970.

import type { Dialect } from './dialect.ts';
import { HOST, headBehind, PROGRAM, unwrap } from './envelope.ts';
import { readMicroseconds } from './times.ts';

const PREFIX = new RegExp(
  `^(?<seconds>\\d{9,11})\\.(?<fraction>\\d{6}) (?<host>${HOST}) ${PROGRAM}`,
);

export const journalUnix = {
  id: 'journal-unix',
  head: headBehind(`\\d{9,11}\\.\\d{6} ${HOST} [\\w./@()\\\\-]+(?:\\[\\d+\\])?: `),
  multiline: true,
  samples: [
    '1687240859.124011 cn7 nova-compute[4711]: 2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '1687240859.124011 cn7 nova-compute[4711]: INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '1687240859.124012 cn7 kernel: nbd15: detected capacity change from 0 to 41126400',
  ],
  read(line) {
    const prefix = PREFIX.exec(line);
    if (prefix?.groups === undefined) return null;
    const { seconds = '', fraction = '', host = null, program = null, pid = null } = prefix.groups;
    const time = readMicroseconds(seconds + fraction);
    return unwrap({ length: prefix[0].length, time, host, program, pid }, line);
  },
} as const satisfies Dialect;
