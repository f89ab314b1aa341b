// journalctl's short-monotonic: `[ 7189.402419] HOST WRITER[PID]: `, seconds since the host started. That
// is no time of day; only a time inside the message is one.

import type { Dialect } from './dialect.ts';
import { HOST, headBehind, PROGRAM, unwrap } from './envelope.ts';

const PREFIX = new RegExp(`^\\[ *\\d+\\.\\d{6}\\] (?<host>${HOST}) ${PROGRAM}`);

export const journalMonotonic = {
  id: 'journal-monotonic',
  head: headBehind(`\\[ *\\d+\\.\\d{6}\\] ${HOST} [\\w./@()\\\\-]+(?:\\[\\d+\\])?: `),
  multiline: true,
  samples: [
    '[ 7189.402419] cn7 nova-compute[4711]: 2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '[ 7189.402419] cn7 nova-compute[4711]: INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '[ 7189.402420] cn7 kernel: nbd15: detected capacity change from 0 to 41126400',
  ],
  read(line) {
    const prefix = PREFIX.exec(line);
    if (prefix?.groups === undefined) return null;
    const { host = null, program = null, pid = null } = prefix.groups;
    return unwrap({ length: prefix[0].length, time: null, host, program, pid }, line);
  },
} as const satisfies Dialect;
