// journalctl's short-monotonic: `[ 7189.402419] HOST WRITER[PID]: `, seconds since the host started. That
// is no time of day; only a time inside the message is one.

import { HOST, PROGRAM, transport } from './envelope.ts';

export const journalMonotonic = transport({
  id: 'journal-monotonic',
  prefix: `\\[ *\\d+\\.\\d{6}\\] ${HOST} ${PROGRAM}`,
  samples: [
    '[ 7189.402419] cn7 nova-compute[4711]: 2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '[ 7189.402419] cn7 nova-compute[4711]: INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '[ 7189.402420] cn7 kernel: nbd15: detected capacity change from 0 to 41126400',
  ],
  when: () => ({ time: null }),
});
