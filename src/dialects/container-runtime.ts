// Kubernetes' container runtime interface: `ISO stdout F line`, one per line of output; `P` marks a part
// that goes on in the next.

import type { Dialect } from './dialect.ts';
import { INNER_HEAD } from './inner.ts';
import { unwrapOutput } from './output.ts';
import { readTime } from './times.ts';

const TIME = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-]\\d\\d:\\d\\d)';
const PREFIX = new RegExp(`^(?<time>${TIME}) (?<stream>stdout|stderr) (?<tag>[FP])(?::\\S+)? `);

export const containerRuntime = {
  id: 'container-runtime',
  head: new RegExp(`${TIME} std(?:out|err) [FP](?::\\S+)? ${INNER_HEAD}`),
  multiline: false,
  samples: [
    '2023-06-20T06:00:59.124011123Z stderr F 2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '2023-06-20T08:00:59.124011123+02:00 stdout P 2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating',
    '2023-06-20T06:00:59.124011123Z stdout F + exec nova-compute',
  ],
  read(line) {
    const prefix = PREFIX.exec(line);
    if (prefix?.groups === undefined) return null;
    const { time = '', stream = '', tag } = prefix.groups;
    const text = line.slice(prefix[0].length);
    return unwrapOutput({ text, stream, time: readTime(time), partial: tag === 'P' });
  },
} as const satisfies Dialect;
