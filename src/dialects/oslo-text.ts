// Nova's own text layout in all its eras, with or without times, pids and names instead of ids:
// `[TIME] [PID] LEVEL LOGGER [CONTEXT] [instance: UUID] MESSAGE`. Colour codes are gone by now.

import type { Layout } from '../model.ts';
import { blank, type Dialect } from './dialect.ts';
import { readTime, TIMESTAMP } from './times.ts';

export const LEVEL = 'DEBUG|INFO|AUDIT|WARNING|ERROR|CRITICAL|TRACE';
const UUID = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';

// Time, pid, level, logger, context, uuid and message, by number: named groups are put into an object
// of their own for each line.
const LINE = new RegExp(
  `^(?:(${TIMESTAMP}) )?(?:(\\d+) )?(${LEVEL}) ([A-Za-z_][\\w.]*)` +
    `(?: \\[((?!instance: )[^\\]]*)\\])?(?: +\\[instance: (${UUID})\\])?(?: (.*))?$`,
);

// A site's own date format: something short before the level, believed only with a request context.
const ODD_TIME = new RegExp(
  `^[^\\[\\]{}"]{1,40}?(?<!:) (?=(?:\\d+ )?(?:${LEVEL}) [A-Za-z_][\\w.]* \\[(?:req-|None |-\\]))`,
);

/** Pattern source for the beginnings of a word. */
const partOf = (word: string): string =>
  [...word].reduceRight((rest, letter) => `(?:${letter}${rest})?`, '');

// A time and a part of what stands in front of a message. A blank line of a traceback has an ERROR and a
// logger alone, so that is not told from a beginning.
const CUT = new RegExp(
  `^(?:\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)? )(?:\\d+ )?(?:${LEVEL.split('|').map(partOf).join('|')}|(?:DEBUG|INFO|AUDIT|WARNING) [\\w.]*|(?:${LEVEL}) [A-Za-z_][\\w.]* \\[[^\\]]*)$`,
);

/** Whether a line without a line break is only the beginning of one. */
export const isCutText = (line: string): boolean => CUT.test(line);

/** The request id of a context: from 26.0.0 on the first of two ids is the caller's global one. */
export function requestIdOf(context: string): string | null {
  const words = context.trim();
  const first = untilBlank(words);
  const second = untilBlank(words.slice(first.length + 1));
  if (second.startsWith('req-')) return second;
  return first.startsWith('req-') ? first : null;
}

/** Quicker than to split the text. */
function untilBlank(text: string): string {
  const end = text.indexOf(' ');
  return end < 0 ? text : text.slice(0, end);
}

function behindOddTime(line: string): RegExpExecArray | null {
  const odd = ODD_TIME.exec(line);
  return odd === null ? null : LINE.exec(line.slice(odd[0].length));
}

export const osloText = {
  id: 'oslo-text',
  // A traceback line, `TRACE …` or `ERROR …` without a context, belongs to the record above it.
  head: new RegExp(
    `(?:${TIMESTAMP} )?(?:\\d+ )?(?:\\x1b\\[[0-9;]*m){0,4}(?:(?:DEBUG|INFO|AUDIT|WARNING|CRITICAL) [A-Za-z_][\\w.]* \\[|ERROR [A-Za-z_][\\w.]* \\[(?!instance: ))`,
  ),
  multiline: true,
  samples: [
    '2012-05-14 09:21:07 INFO nova.virt.libvirt.connection [req-6f3d1c2e-8a0b-4c55-9d1f-2b7a4e9c0d11 5f9c3b2a1d8e4f70a6b1c2d3e4f50617 a81d02c94be5416b9d7710c2f3e8b6aa] [instance: 3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21] Injecting key into image 0b7d1c3a-5c1e-4d5c-9c0a-5f7b2f7a1e10',
    '2012-05-14 09:21:08 TRACE nova.rpc.amqp Traceback (most recent call last):',
    '2013-02-11 10:02:33 4711 DEBUG nova.utils [-] Running cmd (subprocess): sudo nova-rootwrap /etc/nova/rootwrap.conf iptables-save -c -t filter execute /usr/lib/python2.7/dist-packages/nova/utils.py:187',
    '2013-06-20 11:45:01.123 4711 DEBUG nova.utils [-] Result was 0 execute /usr/lib/python2.7/dist-packages/nova/utils.py:232',
    '2014-11-03 08:00:59.123 4711 DEBUG nova.openstack.common.processutils [req-6f3d1c2e-8a0b-4c55-9d1f-2b7a4e9c0d11 None] Result was 0 execute /usr/lib/python2.7/dist-packages/nova/openstack/common/processutils.py:161',
    '2016-05-20 08:01:02.004 4711 ERROR nova.compute.manager [instance: 3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21] Traceback (most recent call last):',
    '2023-06-20 08:00:59.123 4711 DEBUG nova.virt.libvirt.driver [None req-6f3d1c2e-8a0b-4c55-9d1f-2b7a4e9c0d11 5f9c3b2a1d8e4f70a6b1c2d3e4f50617 a81d02c94be5416b9d7710c2f3e8b6aa - - default default] [instance: 3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21] Creating image(s)',
    '06/May/2012 18:38:30 DEBUG nova.utils [-] Result was 1 from (pid=16382) execute /usr/lib/python2.7/dist-packages/nova/utils.py:235',
    'DEBUG nova.utils [-] Result was 1 from (pid=16382) execute /usr/lib/python2.7/dist-packages/nova/utils.py:235',
  ],
  isCut: isCutText,
  read(line) {
    const match = LINE.exec(line) ?? behindOddTime(line);
    if (match === null) return null;
    const [, time, pid, level = '', logger = '', context, uuid, message = ''] = match;
    return {
      ...blank,
      kind:
        level === 'TRACE' || (level === 'ERROR' && context === undefined) ? 'traceback' : 'record',
      time: time === undefined ? null : readTime(time),
      pid: pid === undefined ? null : Number(pid),
      level,
      logger,
      requestId: context === undefined ? null : requestIdOf(context),
      instance: uuid ?? null,
      message,
    } satisfies Layout;
  },
} as const satisfies Dialect;
