// The syslog protocol of RFC 5424: `<PRI>1 ISO HOST APP PROCID MSGID STRUCTURED-DATA MSG`, where `-`
// stands for nothing. Structured data is skipped.

import { HOST, transport } from './envelope.ts';
import { readTime } from './times.ts';

const TIME = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?(?:Z|[+-]\\d\\d:\\d\\d)';
const DATA = '(?:-|(?:\\[(?:[^\\]"]|"(?:[^"\\\\]|\\\\.)*")*\\])+)';
/** As text, and as the sieve sees its bytes. */
const BYTE_ORDER_MARK = '(?:\\uFEFF|\\xEF\\xBB\\xBF)';

export const syslogRfc5424 = transport({
  id: 'syslog-rfc5424',
  prefix: `<\\d{1,3}>1 (?<time>-|${TIME}) ${HOST} (?<program>\\S+) (?<pid>\\S+) \\S+ ${DATA} +${BYTE_ORDER_MARK}?`,
  samples: [
    '<135>1 2023-06-20T08:00:59.124011+02:00 cn7 nova-compute - - -  2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '<134>1 2023-06-20T06:00:59Z cn7 nova-compute 4711 - [origin software="rsyslogd" x-info="[a\\"b]"][meta sequenceId="29"] \uFEFF2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '<6>1 2023-06-20T08:00:59.124011+02:00 cn7 kernel - - - nbd15: detected capacity change from 0 to 41126400',
  ],
  when: ({ time = '' }) => ({ time: readTime(time) }),
});
