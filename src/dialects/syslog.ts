// The traditional syslog prefix in front of Nova's own layout: `Mmm dd hh:mm:ss HOST [IDENT:] …`.
// To 2013.2 Nova sends no program name. Daemons write control characters as `#012`.

import type { Layout } from '../model.ts';
import type { Dialect } from './dialect.ts';
import { osloText } from './oslo-text.ts';

const PREFIX =
  /^(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?<host>[\w.:-]+) (?:[\w./-]+(?:\[\d+\])?: )?/;

export const syslog = {
  id: 'syslog',
  head: /(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [\w.:-]+ (?:[\w./-]+(?:\[\d+\])?: )?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? (?:\d+ )?(?:DEBUG|INFO|AUDIT|WARNING|CRITICAL) [A-Za-z_][\w.]* \[/,
  multiline: false,
  samples: [
    'May  8 09:20:38 nova-cn35 2012-05-08 09:20:38 DEBUG nova.utils [-] Result was 1 from (pid=16382) execute /usr/lib/python2.7/dist-packages/nova/utils.py:235',
    'Jun  3 08:00:59 compute-36 nova-compute: 2014-06-03 08:00:59.123 4711 DEBUG nova.openstack.common.processutils [-] Unexpected error while running command.#012Command: sudo mount#012Exit code: 1 execute /usr/lib/python2.7/dist-packages/nova/utils.py:1',
  ],
  read(line) {
    const prefix = PREFIX.exec(line);
    if (prefix === null) return null;
    const layout: Layout | null = osloText.read(line.slice(prefix[0].length));
    if (layout === null) return null;
    return {
      ...layout,
      host: prefix.groups?.['host'] ?? null,
      message: unescapeControls(layout.message),
    };
  },
} as const satisfies Dialect;

function unescapeControls(message: string): string {
  return message.replace(/#(0[0-3][0-7])/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
