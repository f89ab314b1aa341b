// A site's own format strings, from nova.conf to the fields of a line.

import { describe, expect, test } from 'vitest';
import { readNovaConf } from '../src/config/index.ts';
import type { LogRecord } from '../src/model.ts';
import { readRecords } from '../src/records.ts';
import { newScan } from '../src/scan.ts';
import { sieveFor } from '../src/sieve/needles.ts';
import { siteLayouts } from '../src/site-layouts.ts';

const REQUEST = 'req-6f3d1c2e-8a0b-4c55-9d1f-2b7a4e9c0d11';
const UUID = '3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21';

const layouts = (conf: string) => siteLayouts([readNovaConf(conf, 'nova.conf')]);

async function read(conf: string, ...texts: readonly string[]): Promise<readonly LogRecord[]> {
  const dialects = layouts(conf);
  const records: LogRecord[] = [];
  for await (const batch of readRecords(each(texts), newScan({ path: 'x' }), { dialects })) {
    records.push(...batch);
  }
  return records;
}

async function* each(texts: readonly string[]) {
  for (const [index, text] of texts.entries()) {
    yield [{ source: 0, line: index + 1, offset: 0, text }];
  }
}

const CONF = `[DEFAULT]
# logging_context_format_string = not this one
logging_context_format_string = <%(asctime)s.%(msecs)03d> %(levelname)-8s %(hostname)s %(process)d:%(threadName)s %(name)s r=%(request_id)s u=%(user_name)s %(instance)s%(message)s
logging_default_format_string=<%(asctime)s.%(msecs)03d> %(levelname)-8s %(hostname)s %(process)d:%(threadName)s %(name)s %(instance)s%(message)s
logging_exception_prefix: <%(asctime)s.%(msecs)03d> TRACE    %(name)s %(instance)s
logging_debug_format_suffix = @%(filename)s:%(lineno)d
log_date_format = %d/%b/%Y %H.%M.%S %z
instance_format = "(vm %(uuid)s) "
debug = true
[libvirt]
log_date_format = %s
`.replaceAll('"', '');

const FRONT = '<20/Jun/2023 08.00.59 +0200.123> INFO     cn7 4711:MainThread nova.x';
const TIME = { ms: Date.UTC(2023, 5, 20, 8, 0, 59, 123), digits: 3, offset: '+02:00' };

describe('nova.conf', () => {
  test('gives a layout by the options of its first section alone', async () => {
    const [record] = await read(CONF, `${FRONT} r=- u=- hello`);
    expect(record).toMatchObject({ time: TIME, dialect: 'site-format' });
  });

  test('with doubled percent signs', async () => {
    const conf =
      '[DEFAULT]\nlogging_context_format_string = at %%(asctime)s %%(name)s %%(message)s';
    const [record] = await read(conf, 'at 2023-06-20 08:00:59 nova.x hello');
    expect(record).toMatchObject({ logger: 'nova.x', message: 'hello' });
  });

  test('without such options there is no layout of its own', () => {
    expect(layouts('[DEFAULT]\ndebug = true')).toEqual([]);
  });
});

describe('a format of its own', () => {
  test('within a request', async () => {
    expect(await read(CONF, `${FRONT} r=${REQUEST} u=demo (vm ${UUID})Creating`)).toMatchObject([
      {
        dialect: 'site-format',
        time: TIME,
        host: 'cn7',
        pid: 4711,
        level: 'INFO',
        logger: 'nova.x',
        requestId: REQUEST,
        instance: UUID,
        message: 'Creating',
      },
    ]);
  });

  test('outside any request, with a suffix, several lines and a traceback', async () => {
    const records = await read(
      CONF,
      `${FRONT.replace('INFO ', 'DEBUG')} a @utils.py:7`,
      `${FRONT.replace('INFO ', 'ERROR')} b`,
      'c',
      `<20/Jun/2023 08.00.59 +0200.123> TRACE    nova.x (vm ${UUID}) Traceback`,
    );
    expect(records).toMatchObject([
      { message: 'a', caller: 'utils.py:7', requestId: null, instance: null },
      { message: 'b\nc', traceback: ['Traceback'], level: 'ERROR' },
    ]);
  });

  test('is where the sieve knows its records to begin', () => {
    const { head } = sieveFor(layouts(CONF));
    head.lastIndex = 0;
    expect(head.test(`${FRONT} r=- u=demo x`)).toBe(true);
    head.lastIndex = 0;
    expect(head.test(`<20/Jun/2023 08.00.59 +0200.123> TRACE    nova.x Traceback`)).toBe(false);
  });
});

describe('a date format alone', () => {
  test.each([
    ['%Y-%m-%dT%H:%M:%S', '2023-06-20T08:00:59'],
    ['%d.%m.%Y %T', '20.06.2023 08:00:59'],
    ['%m/%d/%y %I:%M:%S %p', '06/20/23 08:00:59 AM'],
    ['%A %e %B %Y %H:%M:%S', 'Tuesday 20 June 2023 08:00:59'],
  ])('%s', async (format, asctime) => {
    const conf = `[DEFAULT]\nlog_date_format = ${format}`;
    const time = { ms: TIME.ms, digits: 3, offset: null };
    const whole = { ms: Math.floor(TIME.ms / 1000) * 1000, digits: 0, offset: null };
    expect(
      await read(
        conf,
        `${asctime}.123 4711 INFO nova.x [None ${REQUEST} u p - - d d] a`,
        `${asctime}.123 4711 INFO nova.x [${REQUEST} u p - - -] b`,
        `${asctime}.123 4711 INFO nova.x [-] c`,
        `${asctime} INFO nova.x [${REQUEST} u p] d`,
        `${asctime}.123 4711 ERROR nova.x [instance: ${UUID}] Traceback`,
      ),
    ).toMatchObject([
      { time, pid: 4711, requestId: REQUEST, message: 'a' },
      { time, requestId: REQUEST, message: 'b' },
      { time, requestId: null, message: 'c' },
      { time: whole, message: 'd', traceback: ['Traceback'] },
    ]);
  });

  test('without a year it is dated like syslog', async () => {
    const conf = '[DEFAULT]\nlog_date_format = %b %d %H:%M:%S';
    const [record] = await read(conf, `Jun 20 08:00:59.123 4711 INFO nova.x [-] since 2023-06-20`);
    expect(record).toMatchObject({ time: { ms: TIME.ms }, message: 'since 2023-06-20' });
  });

  test('a moment there is not is no time', async () => {
    const conf = '[DEFAULT]\nlog_date_format = %d.%m.%Y %H:%M:%S';
    expect(await read(conf, '31.06.2023 08:00:59.123 4711 INFO nova.x [-] a')).toMatchObject([
      { time: null, message: 'a' },
    ]);
  });
});
