// The traditional syslog prefix: `Mmm dd hh:mm:ss[.ffffff] HOST [IDENT[PID]: ]`, which journalctl prints
// too (short, short-precise). To 2013.2 Nova sends no program name. The prefix has no year.

import { HOST, PROGRAM, transport } from './envelope.ts';
import { readStamp } from './times.ts';

/** Pages keep one blank of the two in front of a day of one digit. */
export const STAMP = '[A-Z][a-z]{2} [ \\d]?\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?';

export const syslog = transport({
  id: 'syslog',
  prefix: `(?:<\\d{1,3}>)?(?<stamp>${STAMP}) ${HOST} (?:${PROGRAM})?(?= *\\S)`,
  samples: [
    'May  8 09:20:38 nova-cn35 2012-05-08 09:20:38 DEBUG nova.utils [-] Result was 1 from (pid=16382) execute /usr/lib/python2.7/dist-packages/nova/utils.py:235',
    'Jun  3 08:00:59 compute-36 nova-compute: 2014-06-03 08:00:59.123 4711 DEBUG nova.openstack.common.processutils [-] Unexpected error while running command.#012Command: sudo mount#012Exit code: 1 execute /usr/lib/python2.7/dist-packages/nova/utils.py:1',
    '<135>Jun  3 08:00:59 compute-36 nova-compute[4711]: 2014-06-03 08:00:59.123 4711 INFO nova.virt.driver [-] Loading compute driver',
    'Nov 22 08:03:48.191612 cn7 nova-compute[16213]: INFO nova.compute.claims [None req-6f3d1c2e-8a0b-4c55-9d1f-2b7a4e9c0d11 demo demo] [instance: 3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21] Claim successful on node cn7',
    'Nov 22 08:03:49 cn7 kernel: nbd15: detected capacity change from 0 to 41126400',
  ],
  when: ({ stamp = '' }) => {
    const read = readStamp(stamp);
    return read === null ? null : { time: null, stamp: read };
  },
});
