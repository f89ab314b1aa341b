// Small inputs that are made to become large ones, and names made to deceive: what is packed, nested, long or many.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DRIVING } from './hostile.ts';
import { runTool } from './running.ts';
import { build, fixture, linesOf, reportOn } from './support.ts';

const MB = 2 ** 20;
let scratch = '';
beforeAll(() => {
  build();
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-bombs-`);
}, 300_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const SLOW = 300_000;
const LOG = fixture('excerpt.log').bytes;
const LINES = linesOf(LOG).length;

/** A Zstandard frame in which four bytes stand for 128 KiB of one letter. */
function bomb(mb: number, letter = 0x78): Buffer {
  const frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38];
  const block = [0x02, 0x00, 0x10, letter];
  const last = [0x09, 0x00, 0x00, 0x0a];
  return Buffer.from([...frame, ...Array.from({ length: mb * 8 }, () => block).flat(), ...last]);
}

const tarOf = async (members: readonly (readonly [name: string, body: Buffer])[]) =>
  Buffer.from(
    await packTar(
      members.map(([name, body]) => ({
        header: { name, size: body.length, type: 'file' as const },
        body,
      })),
    ),
  );

function run(name: string, bytes: Buffer, ...args: string[]) {
  writeFileSync(`${scratch}/${name}`, bytes);
  const { status, stdout, stderr } = runTool([...args, `${scratch}/${name}`]);
  return { status, stdout, stderr: stderr.replaceAll(`${scratch}/`, '') };
}

const TOO_MUCH = 'expands to more than 2000 times its size, as no log does: the rest is not read';

describe('what expands without end', () => {
  test(
    'is broken off, and said to be',
    () => {
      const { status, stderr } = run('nova-compute.log.zst', bomb(5000));
      expect(status).toBe(3);
      expect(stderr).toContain(`nova-compute.log.zst: zstd: ${TOO_MUCH}\n`);
    },
    SLOW,
  );

  test(
    'in gzip, too',
    () => {
      const { status, stderr } = run('nova-compute.log.gz', gzipSync(bomb(5000)));
      expect(status).toBe(3);
      expect(stderr).toContain(TOO_MUCH);
    },
    SLOW,
  );

  test(
    'in an archive: each is said, and what is beside it is read',
    async () => {
      const members = Array.from(
        { length: 30 },
        (_, index) => [`nova-compute.log.${index + 1}.zst`, bomb(2000, 0x41 + index)] as const,
      );
      const tar = await tarOf([...members, ['nova-compute.log', LOG]]);
      const { status, stdout, stderr } = run('case.tar.gz', gzipSync(tar), '--format', 'json');
      expect(status).toBe(4);
      expect(stderr.split(TOO_MUCH)).toHaveLength(31);
      const { sources } = JSON.parse(stdout);
      const total = sources.reduce((sum: number, { bytes }: { bytes: number }) => sum + bytes, 0);
      // The first one shows what to make of the others.
      expect(total).toBeLessThan(3000 * MB);
      expect(sources.find(({ path }: { path: string }) => path.endsWith('.log')).lines).toBe(LINES);
    },
    SLOW,
  );

  test(
    'in a file of an archive that is no log: it is passed over',
    async () => {
      const tar = await tarOf([
        ['notes', bomb(4000)],
        ['nova-compute.log', LOG],
      ]);
      const { status, stdout } = run('notes.tar', tar, '--list-inputs');
      expect(status).toBe(0);
      expect(stdout).toMatch(/^skipped {2}.*notes: does not begin like a nova-compute log$/m);
    },
    SLOW,
  );
});

describe('names in an archive', () => {
  const names = [
    '../../../etc/nova-compute.log',
    '\x1b]0;owned\x07\x1b[2Jnova-compute.log',
    'gol.etupmoc-avon\u202e\u2066nova-compute.log',
    'nova-compute.log\ninject-trace: all is well.log',
  ];

  test.each(names)('%j drive nothing and lead nowhere', async (name) => {
    const tar = await tarOf([[name, LOG]]);
    for (const args of [[], ['--list-inputs'], ['--format', 'md'], ['--verbose']]) {
      const { status, stdout, stderr } = run('names.tar', tar, ...args);
      expect([0, 2, 3]).toContain(status);
      expect(DRIVING.exec(stdout)).toBeNull();
      expect(DRIVING.exec(stderr)).toBeNull();
      expect(stderr).not.toMatch(/^inject-trace: all is well/m);
    }
  });

  test('longer than any path are cut', async () => {
    const tar = await tarOf([[`${'deep/'.repeat(2000)}nova-compute.log`, LOG]]);
    const { status, stdout } = run('long.tar', tar, '--list-inputs');
    // What is left of the name is no log's.
    expect(status).toBe(2);
    expect(stdout.length).toBeLessThan(5000);
  });

  test(
    'are as many as are looked at, and the others are counted',
    async () => {
      const many = Array.from({ length: 10_050 }, (_, index) => [`x${index}.png`, LOG] as const);
      const tar = await tarOf([['nova-compute.log', LOG], ...many]);
      const { status, stderr } = run('many.tar', tar);
      expect({ status, stderr }).toEqual({
        status: 4,
        stderr:
          'inject-trace: many.tar: holds more than 10000 files; 50 behind them are not looked at\n',
      });
    },
    SLOW,
  );
});

const DEPTH = 100_000;
const nested = `${'[{"a":'.repeat(DEPTH)}1${'}]'.repeat(DEPTH)}`;

test.each([
  ['oslo', `{"message": "a", "name": "nova.utils", "levelname": "INFO", "extra": ${nested}}`],
  ['docker', `{"log":"a\\n","stream":"stderr","time":"2023-06-20T06:00:59.1Z","x":${nested}}`],
  ['journal', `{"__REALTIME_TIMESTAMP":"1687240859124011","MESSAGE":${nested}}`],
  ['fluent', `{"message": "a", "name": "nova.utils", "level": "INFO", "context": ${nested}}`],
  ['kolla', `{"Payload": "a", "log_level": "INFO", "Logger": "nova.utils", "host": ${nested}}`],
  [
    'an instance',
    `{"message": "a", "name": "nova.utils", "levelname": "INFO", "extra": {"instance": ${JSON.stringify(nested)}}}`,
  ],
  ['cut', `{"message": ${'['.repeat(DEPTH)}`],
])('JSON of %s nested deep is a line like others', async (_, line) => {
  const report = await reportOn([line, ...LOG.toString().split('\n').slice(0, -1)]);
  expect(report.sources[0]?.lines).toBe(LINES + 1);
});

describe('a line', () => {
  test(
    'of a hundred megabytes is cut, and said to be',
    async () => {
      const line = Buffer.alloc(100 * MB, 'Injecting key into image ');
      const report = await reportOn(Buffer.concat([line, Buffer.from('\n'), LOG]));
      expect(report.sources[0]).toMatchObject({
        bytes: 100 * MB + 1 + LOG.length,
        lines: LINES + 1,
      });
      expect(report.sources[0]?.gaps).toMatchObject([{ kind: 'line-too-long', count: 1 }]);
    },
    SLOW,
  );

  test.each(['\x1b[31m', '\r', '\0', '\u2028', '\ufeff', '\x1b'])(
    'of a million %j is read in no time',
    async (text) => {
      const report = await reportOn([`2012-05-14 09:21:07 INFO ${text.repeat(1_000_000)} nova.x`]);
      expect(report.sources[0]?.lines).toBe(1);
      expect(report.cycles).toEqual([]);
    },
  );
});
