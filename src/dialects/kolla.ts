// Nova's log as collectors keep it, each line's fields in one JSON record: Kolla's Fluentd names them
// `Payload, python_module, log_level, Pid, Hostname, Timestamp, request_id`; others keep the whole line
// in `message` or `log`.

import { blank, type Dialect, type Reading } from './dialect.ts';
import { FLUENTD_HEAD, readFramed } from './fluentd.ts';
import { readInner } from './inner.ts';
import { count, firstText, isCutObject, type Json, object, text, unmarked } from './json.ts';
import { osloText } from './oslo-text.ts';
import { readTime } from './times.ts';

const PAYLOAD = '"(?:Payload|message|log)": ?"';

export const kolla = {
  id: 'kolla',
  head: new RegExp(
    `${FLUENTD_HEAD}(?=[^\\n]*(?:"log_level": ?"|${PAYLOAD}${osloText.head.source}))`,
  ),
  multiline: false,
  samples: [
    '{"Hostname":"cn7","Logger":"openstack.nova","programname":"nova-compute","Timestamp":"2023-06-20 08:00:59.123","Pid":"7","log_level":"INFO","python_module":"nova.virt.libvirt.driver","request_id":"req-6f3d1c2e-8a0b-4c55-9d1f-2b7a4e9c0d11","user_id":"5f9c3b2a1d8e4f70a6b1c2d3e4f50617","Payload":"[instance: 3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21] Creating image(s)"}',
    '2023-06-20T06:00:59+00:00\tkolla.nova\t{"message":"Creating image(s)","Logger":"nova.virt.libvirt.driver","log_level":"INFO","Pid":7,"Hostname":"cn7","Timestamp":"2023-06-20T08:00:59.123Z","programname":"nova-compute"}',
    '{"@timestamp":"2023-06-20T06:00:59.200Z","host":{"name":"cn7"},"message":"2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)","log":{"offset":17}}',
    '{"Hostname":"cn7","Logger":"system","programname":"kernel","Payload":"nbd15: detected capacity change from 0 to 41126400"}',
  ],
  isCut: isCutObject,
  read(line) {
    const framed = readFramed(line);
    if (framed === null) return null;
    const { record } = framed;
    const payload = firstText(record['Payload'], record['message'], record['log']);
    const level = text(record['log_level']);
    const program = firstText(record['programname'], record['Logger']);
    if (payload === null || record['levelname'] !== undefined || record['stream'] !== undefined) {
      return null;
    }
    const body = payload.replace(/\n$/, '');
    const inner = level === null ? readInner(body) : fieldsOf(record, body, level);
    if (inner === null && program === null) return null;
    const host = firstText(record['Hostname'], object(record['host'])['name'], record['hostname']);
    const stamp = firstText(record['Timestamp'], record['@timestamp']);
    const read = inner ?? { ...blank, logger: program, message: body };
    return {
      ...read,
      host: host ?? read.host,
      time: read.time ?? readTime(stamp ?? '') ?? framed.time,
      quote: `${read.level ?? ''} ${read.logger} [${read.requestId ?? '-'}] ${read.message.split('\n', 1)[0]}`,
    };
  },
} as const satisfies Dialect;

/** The logger is the module where there is one; `Logger` may name the service alone. */
function fieldsOf(record: Json, payload: string, level: string): Reading | null {
  const logger = firstText(record['python_module'], record['Logger'], record['programname']);
  if (logger === null) return null;
  const { mark, text: message } = unmarked(payload);
  return {
    ...blank,
    pid: count(record['Pid']),
    level,
    logger,
    requestId: text(record['request_id']),
    instance: mark,
    message: message.trimStart(),
  };
}
