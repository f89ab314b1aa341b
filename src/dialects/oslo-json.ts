// One JSON object a line, as nova's and oslo.log's JSONFormatter write it. The context is inside
// `extra` to 2014.2 and in `context` from oslo.log 3.34 on; the instance mark may be in either place.

import type { LogTime } from '../model.ts';
import type { Dialect } from './dialect.ts';
import { blank } from './dialect.ts';
import {
  count,
  firstText,
  instanceOf,
  isCutObject,
  type Json,
  object,
  parse,
  text,
  tracebackOf,
} from './json.ts';
import { readTime } from './times.ts';

export const osloJson = {
  id: 'oslo-json',
  head: /\{"(?=[^\n]*"levelname": ")/,
  multiline: false,
  samples: [
    '{"message": "Result was 0", "asctime": "2012-05-14 09:21:07,123", "name": "nova.utils", "msg": "Result was %s", "args": ["0"], "levelname": "DEBUG", "levelno": 10, "pathname": "/usr/lib/python2.7/dist-packages/nova/utils.py", "lineno": 235, "process": 4711, "traceback": null, "extra": {"request_id": "req-6f3d1c2e-8a0b-4c55-9d1f-2b7a4e9c0d11", "instance": ""}}',
    '{"message": "Creating image(s)", "asctime": "2023-06-20 08:00:59", "name": "nova.virt.libvirt.driver", "msg": "Creating image(s)", "args": [], "levelname": "INFO", "levelno": 20, "pathname": "/usr/lib/python3/dist-packages/nova/virt/libvirt/driver.py", "lineno": 4523, "process": 4711, "traceback": null, "hostname": "cn7", "error_summary": "", "context": {"request_id": "req-6f3d1c2e-8a0b-4c55-9d1f-2b7a4e9c0d11", "global_request_id": null}, "extra": {"instance": "[instance: 3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21] "}}',
  ],
  isCut: isCutObject,
  read(line) {
    const record = parse(line);
    if (record === null) return null;
    const message = text(record['message']);
    const logger = text(record['name']);
    if (message === null || logger === null || text(record['levelname']) === null) return null;
    const extra = object(record['extra']);
    const own = instanceOf(extra['instance']);
    const context = object(record['context']);
    const file = text(record['pathname']);
    return {
      ...blank,
      time: timeOf(record),
      host: text(record['hostname']),
      pid: count(record['process']),
      level: text(record['levelname']),
      logger,
      requestId: firstText(context['request_id'], extra['request_id']),
      ...(own.instance === null ? instanceOf(record['instance']) : own),
      message,
      traceback: tracebackOf(record['traceback']),
      caller: file === null ? null : `${file}:${count(record['lineno']) ?? ''}`,
    };
  },
} as const satisfies Dialect;

/** A site's date format may end at the second; the rest is in a field of its own. */
function timeOf(record: Json): LogTime | null {
  const time = readTime(text(record['asctime']) ?? '');
  const fraction = count(record['msecs']);
  if (time === null || time.digits > 0 || fraction === null) return time;
  return { ...time, ms: time.ms + Math.floor(fraction), digits: 3 };
}
