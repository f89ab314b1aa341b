// What an attacker can write without end takes no memory without end: the command, with little of it, on logs
// that name something new in each line or never end what they begin.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeAll, describe, expect, test } from 'vitest';
import { build, root } from './support.ts';

beforeAll(build, 300_000);

/** Half of what holding all the lines of any of these logs takes. */
const HEAP_MB = 96;

interface Shape {
  readonly what: string;
  readonly lines: number;
  readonly head?: string;
  readonly line: (number: number) => string;
  /** Records with a level, and what the gaps count: nothing is lost without a number. */
  readonly told?: { readonly levels: number; readonly counted: readonly number[] };
}

const UUID = '3c1d8a52-90e7-4c7d-8f0b-';
const uuid = (number: number) => UUID + number.toString(16).padStart(12, '0');
const NOW = '2014-06-03 09:00:00.000 4711';
const DRIVER = 'nova.virt.libvirt.driver';
const ENTRY = '__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1353571428000000\n';
const TEXT = 'some text of a value that has no end at all';

const shapes: readonly Shape[] = [
  {
    what: 'bytes that are not UTF-8',
    told: { levels: 400_000, counted: [400_000] },
    lines: 400_000,
    line: () => `${NOW} INFO ${DRIVER} [-] Creating image \xff\n`,
  },
  {
    what: 'new levels',
    told: { levels: 300_000, counted: [] },
    lines: 300_000,
    line: (number) =>
      `{"message": "Creating image", "asctime": "2012-05-14 09:21:07", "name": "${DRIVER}", "levelname": "L${number}"}\n`,
  },
  {
    what: 'new hosts',
    told: { levels: 300_000, counted: [290_000] },
    lines: 300_000,
    line: (number) =>
      `Jun  3 08:00:59 cn${number} nova-compute: ${NOW} INFO ${DRIVER} [-] Creating image\n`,
  },
  {
    what: 'new requests of one instance',
    told: { levels: 500_000, counted: [] },
    lines: 500_000,
    line: (number) =>
      `${NOW} INFO ${DRIVER} [req-${number} a b] [instance: ${uuid(1)}] Instance is running\n`,
  },
  {
    what: 'new instances without a request',
    told: { levels: 600_000, counted: [] },
    lines: 300_000,
    line: (number) =>
      `${NOW} INFO nova.compute.manager [-] [instance: ${uuid(number)}] Starting instance...\n${NOW} DEBUG nova.utils [-] Running cmd (subprocess): ls\n`,
  },
  {
    what: 'messages left out by the journal',
    lines: 500_000,
    line: () =>
      '{"__REALTIME_TIMESTAMP":"1687240859124011","SYSLOG_IDENTIFIER":"nova-compute","MESSAGE":null}\n',
  },
  {
    what: 'a traceback without end',
    told: { levels: 1, counted: [] },
    lines: 1_000_000,
    head: `${NOW} ERROR nova.compute.manager [req-1 a b] Instance failed to spawn\n`,
    line: () => `${NOW} TRACE nova.compute.manager ${TEXT} of nova.virt.disk.api\n`,
  },
  {
    what: 'a value without end in an exported journal',
    lines: 1_000_000,
    head: `${ENTRY}MESSAGE\n${'\x7f'.repeat(7)}\0\n`,
    line: () => `${TEXT} ${TEXT}\n`,
  },
  {
    what: 'an entry of fields without end in an exported journal',
    lines: 1_000_000,
    head: ENTRY,
    line: (number) => `FIELD_${number}=${TEXT}\n`,
  },
  {
    what: 'a value without end in a verbose journal',
    lines: 1_500_000,
    head: 'Tue 2023-06-20 08:00:59.124011 CEST [s=9d2f;i=3;b=1f86]\n    _HOSTNAME=cn7\n    MESSAGE=x\n',
    line: () => `            ${TEXT} ${TEXT}\n`,
  },
  {
    what: 'an entry without end in a pretty journal',
    lines: 1_000_000,
    head: '{\n\t"__REALTIME_TIMESTAMP" : "1687240859124011",\n',
    line: (number) => `\t"X${number}" : "${TEXT} ${TEXT}"\n`,
  },
];

/** What the command makes of a log given line by line. */
async function runOn({ lines, head = '', line }: Shape) {
  const args = [`--max-old-space-size=${HEAP_MB}`, `${root}bin/inject-trace.js`];
  const child = spawn(process.execPath, [...args, '--format', 'json', '-']);
  const told = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (told.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (told.stderr += text));
  const closed = once(child, 'close');
  child.stdin.on('error', () => undefined);
  child.stdin.write(head, 'latin1');
  for (let number = 0; number < lines && child.exitCode === null; ) {
    let text = '';
    for (const end = number + 2000; number < end; number += 1) text += line(number);
    if (!child.stdin.write(text, 'latin1'))
      await Promise.race([once(child.stdin, 'drain'), closed]);
  }
  child.stdin.end();
  const [status] = await closed;
  return { status, ...told };
}

describe('little memory is enough for a log with', () => {
  test.each(shapes)(
    '$what',
    async (shape) => {
      const { status, stdout, stderr } = await runOn(shape);
      // Without a whole entry nothing is recognised.
      expect([0, 3]).toContain(status);
      expect(stderr).toMatch(status === 0 ? /^$/ : /^inject-trace: .*recognised\n$/);
      if (status === 3) return;
      const { sources } = JSON.parse(stdout);
      const counted = sources[0].gaps.map(({ count }: { count: number }) => count);
      const levels = Object.values<number>(sources[0].levels).reduce((sum, one) => sum + one, 0);
      expect({ levels, counted }).toEqual(shape.told);
    },
    300_000,
  );
});
