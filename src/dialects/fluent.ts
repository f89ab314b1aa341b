// Records of oslo.log's FluentFormatter, one JSON object each: `message, time, name, level, traceback,
// hostname, extra, context`. `extra.instance` is the whole instance, key and all, so it is never quoted.

import type { Dialect } from './dialect.ts';
import { blank } from './dialect.ts';
import { FLUENTD_HEAD, readFramed } from './fluentd.ts';
import { count, firstText, instanceOf, isCutObject, object, text, tracebackOf } from './json.ts';
import { readTime } from './times.ts';

export const fluent = {
  id: 'fluent',
  head: new RegExp(`${FLUENTD_HEAD}(?=[^\\n]*"level": ?")(?=[^\\n]*"name": ?")`),
  multiline: false,
  samples: [
    '2023-06-20T06:00:59+0000\topenstack.nova\t{"message": "Creating image(s)", "time": "2023-06-20 08:00:59,123", "name": "nova.virt.libvirt.driver", "level": "INFO", "filename": "driver.py", "lineno": 4523, "module": "driver", "funcname": "_create_image", "process_name": "MainProcess", "hostname": "cn7", "traceback": null, "error_summary": "", "context": {"request_id": "req-6f3d1c2e-8a0b-4c55-9d1f-2b7a4e9c0d11"}, "extra": {"instance": "{\\"id\\": 7, \\"uuid\\": \\"3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21\\"}"}}',
    '{"message":"Result was 0","time":"2017-08-20 08:00:59,123","name":"nova.utils","level":"DEBUG","module":"utils","funcname":"execute","traceback":null,"hostname":"cn7","extra":{},"context":{}}',
  ],
  isCut: isCutObject,
  read(line) {
    const framed = readFramed(line);
    if (framed === null) return null;
    const { record, time } = framed;
    const message = text(record['message']);
    const logger = text(record['name']);
    const level = text(record['level']);
    if (message === null || logger === null || level === null) return null;
    const extra = object(record['extra']);
    const requestId = firstText(object(record['context'])['request_id'], extra['request_id']);
    return {
      ...blank,
      time: readTime(text(record['time']) ?? '') ?? time,
      host: text(record['hostname']),
      pid: count(record['process']),
      level,
      logger,
      requestId,
      ...instanceOf(extra['instance']),
      message,
      traceback: tracebackOf(record['traceback']),
      quote: `${level} ${logger} [${requestId ?? '-'}] ${message.split('\n', 1)[0]}`,
    };
  },
} as const satisfies Dialect;
