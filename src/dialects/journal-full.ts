// journalctl's short-full and with-unit: `Sun 2026-11-22 16:50:07[.ffffff] ZONE HOST WRITER[PID]: `. The
// zone's name is no offset: one name stands for several.

import { HOST, PROGRAM, transport } from './envelope.ts';
import { readTime } from './times.ts';

const TIME = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?';
const ZONE = '[A-Z+-][\\w+-]{0,9}';

export const journalFull = transport({
  id: 'journal-full',
  prefix: `[A-Z][a-z]{2} (?<time>${TIME}) ${ZONE} ${HOST} ${PROGRAM}`,
  samples: [
    'Tue 2023-06-20 08:00:59 CEST cn7 nova-compute[4711]: 2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
    'Tue 2023-06-20 08:00:59.124011 +03 cn7 devstack@n-cpu.service[4711]: INFO nova.virt.libvirt.driver [-] Creating image(s)',
    'Tue 2023-06-20 08:00:59 CEST cn7 kernel: nbd15: detected capacity change from 0 to 41126400',
  ],
  when: ({ time = '' }) => ({ time: readTime(time) }),
});
