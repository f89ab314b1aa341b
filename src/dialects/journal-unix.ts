// journalctl's short-unix: `1795333805.205587 HOST WRITER[PID]: `, seconds since 1970.

import { HOST, PROGRAM, transport } from './envelope.ts';
import { readMicroseconds } from './times.ts';

export const journalUnix = transport({
  id: 'journal-unix',
  prefix: `(?<seconds>\\d{9,11})\\.(?<fraction>\\d{6}) ${HOST} ${PROGRAM}`,
  samples: [
    '1687240859.124011 cn7 nova-compute[4711]: 2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '1687240859.124011 cn7 nova-compute[4711]: INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '1687240859.124012 cn7 kernel: nbd15: detected capacity change from 0 to 41126400',
  ],
  when: ({ seconds = '', fraction = '' }) => ({ time: readMicroseconds(seconds + fraction) }),
});
