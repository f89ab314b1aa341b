// A whole date and time in front: `ISO HOST IDENT[PID]: `, as rsyslog's file format and journalctl's
// short-iso and short-iso-precise print it.

import { HOST, PROGRAM, transport } from './envelope.ts';
import { readTime } from './times.ts';

const TIME = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)';

export const syslogIso = transport({
  id: 'syslog-iso',
  prefix: `(?:<\\d{1,3}>)?(?<time>${TIME}) ${HOST} ${PROGRAM}`,
  samples: [
    '2023-06-20T08:00:59.124011+02:00 cn7 nova-compute: 2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '2023-06-20T08:00:59+0200 cn7 nova-compute[4711]: 2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '2023-06-20T08:00:59.124011+0200 cn7 nova-compute[4711]: DEBUG oslo_concurrency.processutils [-] CMD "umount /dev/nbd7" returned: 0 in 0.137s {{(pid=4711) execute /opt/stack/oslo.concurrency/oslo_concurrency/processutils.py:416}}',
    '2023-06-20T08:00:59.124011+02:00 cn7 sudo[911]: pam_unix(sudo:session): session opened for user root(uid=0) by (uid=42436)',
  ],
  when: ({ time = '' }) => ({ time: readTime(time) }),
});
