// What is read and in what order: codecs told by their bytes, damage, bombs, archives, directories,
// patterns, rotations and copies. Committed files stand for each codec; the programs, where there are
// any, make the rest.

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { firstRecord } from '../src/first-record.ts';
import type { Report } from '../src/model.ts';
import { decode, LIMITS } from '../src/sources/decode.ts';
import { findInputs, newReadingCounts } from '../src/sources/index.ts';
import { chance, chunksOf, fixture, linesOf, randomCuts } from './support.ts';

const EXCERPT = fixture('excerpt.log').bytes;
const SHOWCASE = fixture('showcase.log').bytes;

/** A decoder may be loaded anew for each of hundreds of inputs. */
vi.setConfig({ testTimeout: 60_000 });

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-sources-`);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const path = `${scratch}/${name}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function decoded(
  bytes: Uint8Array,
  cuts: readonly number[] = [],
  limits = LIMITS,
  again?: () => AsyncIterable<Uint8Array>,
) {
  const counts = newReadingCounts();
  const pieces: Uint8Array[] = [];
  const options = again === undefined ? { limits } : { limits, again };
  for await (const piece of decode(chunksOf(bytes, cuts), counts, options)) pieces.push(piece);
  return { bytes: Buffer.concat(pieces), ...counts };
}

const find = (paths: readonly string[], stdin: Uint8Array = Buffer.alloc(0)) =>
  findInputs(paths, chunksOf(stdin, []), (head, { host = null }) => firstRecord(head, { host }));

/** What is read from the paths, without the scratch folder in front. */
async function read(paths: readonly string[], stdin?: Uint8Array) {
  const found = await find(paths, stdin);
  const { report } = await analyze(found.inputs);
  const short = (path: string) => path.replace(`${scratch}/`, '');
  return {
    ...found,
    report,
    paths: report.sources.map(({ path }) => short(path)),
    skipped: found.listing.filter(({ taken }) => !taken).map(({ path }) => short(path)),
  };
}

const CODECS = [
  { id: 'gzip', name: 'excerpt.gz', program: ['gzip', '-c'] },
  { id: 'xz', name: 'excerpt.xz', program: ['xz', '-c'] },
  { id: 'zstd', name: 'excerpt.zst', program: ['zstd', '-q', '-c'] },
  { id: 'bzip2', name: 'excerpt.bz2', program: ['bzip2', '-c'] },
] as const;

type Program = readonly [string, ...string[]];

const has = (program: string) =>
  spawnSync(program, ['--version'], { input: '' }).error === undefined;

function pack([program, ...args]: Program, input: Uint8Array): Buffer {
  return execFileSync(program, args, { input, maxBuffer: 1 << 28 });
}

describe.each(CODECS)('$id', ({ id, name, program }) => {
  const packed = fixture(`sources/${name}`).bytes;

  test('is told by its first bytes and decoded', async () => {
    expect(await decoded(packed)).toEqual({ bytes: EXCERPT, compression: id, damage: [] });
  });

  test('cut anywhere into chunks', async () => {
    for (let cut = 0; cut <= packed.length; cut += 2) {
      expect((await decoded(packed, [cut])).bytes.equals(EXCERPT)).toBe(true);
    }
    const each = Array.from(packed, (_, index) => index);
    expect((await decoded(packed, each)).bytes.equals(EXCERPT)).toBe(true);
  });

  test('several one behind the other', async () => {
    const two = await decoded(Buffer.concat([packed, packed]));
    expect(two).toMatchObject({ bytes: Buffer.concat([EXCERPT, EXCERPT]), damage: [] });
  });

  test('truncated anywhere: damage is told, what comes out is a beginning', async () => {
    for (let length = 10; length < packed.length; length += 2) {
      const { bytes, damage } = await decoded(packed.subarray(0, length));
      expect(EXCERPT.subarray(0, bytes.length).equals(bytes)).toBe(true);
      expect({ length, damage }).toEqual({ length, damage: [expect.stringContaining(id)] });
    }
  });

  test('other bytes behind it: nothing is lost, damage is told', async () => {
    const { bytes, damage } = await decoded(
      Buffer.concat([packed, Buffer.from('garbage, garbage')]),
    );
    expect(bytes.equals(EXCERPT)).toBe(true);
    expect(damage).toHaveLength(1);
  });

  test('bytes changed anywhere: never throws', async () => {
    const random = chance(7);
    for (let round = 0; round < 100; round += 1) {
      const broken = Buffer.from(packed);
      for (const at of randomCuts(random, packed.length - 11, 3))
        broken[at + 10] = random.below(256);
      const { bytes } = await decoded(broken);
      expect(bytes.length).toBeLessThan(1 << 20);
    }
  });

  describe.skipIf(!has(program[0]))(`made by the ${program[0]} program`, () => {
    const log = Buffer.concat(Array.from({ length: 200 }, () => SHOWCASE));

    test('a large log', async () => {
      const { bytes, damage } = await decoded(pack(program, log), [5000, 70_000]);
      expect(damage).toEqual([]);
      expect(digest(bytes)).toBe(digest(log));
    });

    test('nothing', async () => {
      const nothing = await decoded(pack(program, Buffer.alloc(0)));
      expect(nothing).toEqual({ bytes: Buffer.alloc(0), compression: id, damage: [] });
    });

    test('in gzip', async () => {
      const twice = await decoded(gzipSync(pack(program, EXCERPT)));
      expect(twice).toEqual({ bytes: EXCERPT, compression: `gzip, ${id}`, damage: [] });
    });

    test('in itself, but not three times', async () => {
      const twice = pack(program, pack(program, EXCERPT));
      expect((await decoded(twice)).bytes.equals(EXCERPT)).toBe(true);
      const { bytes, damage } = await decoded(pack(program, twice));
      expect({ bytes: bytes.length, damage }).toEqual({
        bytes: 0,
        damage: ['compressed more than twice: not read'],
      });
    });

    test('a bomb is left off at the limit', async () => {
      const bomb = pack(program, Buffer.alloc(1 << 24));
      const limits = { bytes: 1 << 20, ratio: 100 };
      const { bytes, damage } = await decoded(bomb, [], limits);
      expect(bytes.length).toBeLessThan(1 << 24);
      expect(damage).toEqual([
        `${id}: expands to more than 100 times its size, as no log does: the rest is not read`,
      ]);
    });
  });
});

test('damaged gzip in a file gives all that stands in front of the damage', async () => {
  const log = Buffer.concat(Array.from({ length: 100 }, () => SHOWCASE));
  const packed = gzipSync(log);
  for (const share of [0.2, 0.5, 0.9]) {
    const broken = Buffer.from(packed);
    broken.fill(0xff, Math.floor(packed.length * share), Math.floor(packed.length * share) + 64);
    const once = await decoded(broken);
    const twice = await decoded(broken, [], LIMITS, () => chunksOf(broken, []));
    expect(twice.bytes.equals(once.bytes)).toBe(true);
    expect(twice.damage).toEqual(once.damage);
    expect(twice.damage).toHaveLength(1);
    expect(twice.bytes.length).toBeGreaterThan(log.length * (share - 0.15));
  }
});

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('what is no damage', () => {
  test('zeros behind gzip', async () => {
    const padded = Buffer.concat([fixture('sources/excerpt.gz').bytes, Buffer.alloc(512)]);
    expect(await decoded(padded)).toMatchObject({ bytes: EXCERPT, damage: [] });
  });

  test('a plain log', async () => {
    expect(await decoded(EXCERPT)).toEqual({ bytes: EXCERPT, compression: null, damage: [] });
  });
});

describe('what a damaged file leaves in the report', () => {
  test('its compression, its lines and one gap', async () => {
    const packed = gzipSync(SHOWCASE);
    const path = file('damaged/nova-compute.log.1', packed.subarray(0, packed.length - 300));
    const { report } = await read([path]);
    const [source] = report.sources;
    expect(source?.compression).toBe('gzip');
    expect(source?.lines).toBeGreaterThan(100);
    expect(source?.gaps.filter(({ kind }) => kind === 'damaged-archive')).toEqual([
      { kind: 'damaged-archive', detail: 'gzip: ends early', count: 1, evidence: [] },
    ]);
  });
});

describe('rotations', () => {
  const lines = linesOf(SHOWCASE);
  const part = (from: number, to?: number) => `${lines.slice(from, to).join('\n')}\n`;
  const LOG = 'rotated/nova-compute.log';

  test('are read in the order of their first record, whatever they are called', async () => {
    const paths = [
      file('rotated/nova-compute.log', part(121)),
      file('rotated/nova-compute.log-20121113.gz', gzipSync(part(60, 121))),
      file('rotated/old', part(0, 60)),
    ];
    const { paths: order, report } = await read(paths);
    expect(order).toEqual(['rotated/old', `${LOG}-20121113.gz`, LOG]);
    const { report: whole } = await read([file('whole.log', SHOWCASE)]);
    expect(report.cycles.map(({ id }) => id)).toEqual(whole.cycles.map(({ id }) => id));
  });

  test('keep the order given when one has no times', async () => {
    const paths = [
      file('late.log', part(121)),
      file('bare.log', EXCERPT),
      file('early.log', part(0, 60)),
    ];
    expect((await read(paths)).paths).toEqual(['late.log', 'bare.log', 'early.log']);
  });

  test('standard input goes where its first record says, else to the end', async () => {
    const timed = [file('late.log', part(121)), '-'];
    expect((await read(timed, Buffer.from(part(0, 60)))).paths).toEqual(['-', 'late.log']);
    expect((await read(['-', file('bare.log', part(121))], EXCERPT)).paths).toEqual([
      'bare.log',
      '-',
    ]);
  });

  test('a copy is read once and named', async () => {
    const paths = [file('copies/a.log', SHOWCASE), file('copies/a.log.1.gz', gzipSync(SHOWCASE))];
    const { copies, paths: order } = await read(paths);
    expect(order).toEqual(['copies/a.log']);
    expect(copies).toEqual([{ path: paths[1], of: paths[0] }]);
  });

  test('a log that only begins the same is none', async () => {
    const long = Buffer.concat(Array.from({ length: 5 }, () => SHOWCASE));
    const paths = [
      file('copies/b.log', long),
      file('copies/b.log.1', Buffer.concat([long, EXCERPT])),
    ];
    expect((await read(paths)).copies).toEqual([]);
  });
});

/** A tar archive of files, by hand: ustar headers. */
function tar(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const body = Buffer.from(content);
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write(`${(1371729600).toString(8).padStart(11, '0')}\0`, 136);
    header.write('        0', 148);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, body, Buffer.alloc(-body.length & 511)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

describe('archives', () => {
  test('a sosreport: the log in it, by its path there', async () => {
    const { path } = fixture('sources/sosreport.tar.xz');
    const { report, listing } = await read([path]);
    const member = `${path}:sosreport-compute-07/var/log/nova/nova-compute.log`;
    expect(report.sources).toMatchObject([{ path: member, compression: 'xz, tar', gaps: [] }]);
    expect(report.summary.cycles).toBe(1);
    expect(listing.map(({ taken }) => taken)).toEqual([true, false]);
  });

  const files = {
    'sos/etc/hostname': 'compute-07\n',
    'sos/var/log/nova/nova-api.log': SHOWCASE,
    'sos/var/log/nova/nova-compute.log': EXCERPT,
    'sos/var/log/nova/nova-compute.log.1.gz': gzipSync(SHOWCASE),
    'sos/collected/saved by hand.txt': Buffer.concat([SHOWCASE, EXCERPT]),
  };
  const taken = [
    'sos/var/log/nova/nova-compute.log',
    'sos/var/log/nova/nova-compute.log.1.gz',
    'sos/collected/saved by hand.txt',
  ];

  test('by name and by look, compressed or not', async () => {
    const path = file('sos.tar.gz', gzipSync(tar(files)));
    const { report } = await read([path]);
    expect(report.sources.map((source) => source.path).sort()).toEqual(
      taken.map((name) => `${path}:${name}`).sort(),
    );
    expect(report.sources.map(({ compression }) => compression).sort()).toEqual([
      'gzip, tar',
      'gzip, tar',
      'gzip, tar, gzip',
    ]);
  });

  const REPORT = {
    'top/var/log/nova/nova-compute.log': SHOWCASE,
    'top/sos_containers/nova/sos_commands/nova/n-cpu.log.1': EXCERPT,
    'top/etc/hostname': 'configured\n',
    'top/sos_commands/host/hostname': 'compute-07\n',
    'top/sos_commands/host/hostname_-f': 'compute-07.example.org\n',
    'containers/0a1b2c/hostname': '0a1b2c\n',
    'containers/0a1b2c/n-cpu.log': Buffer.concat([SHOWCASE, EXCERPT]),
  };
  const hostsIn = (report: Report) =>
    new Set(report.sources.map(({ path, host }) => [/top|0a1b2c/.exec(path)?.[0], host].join(' ')));

  test('a sosreport tells its host, nothing else a path holds does', async () => {
    const { report } = await read([file('report.tar', tar(REPORT))]);
    expect(hostsIn(report)).toEqual(new Set(['top compute-07', '0a1b2c ']));
  });

  test.each([
    ['the directory', 'report'],
    ['a file in it', 'report/top/var/log/nova/nova-compute.log'],
    ['a directory in it', 'report/top/var'],
  ])('unpacked as well: %s', async (_, path) => {
    for (const [name, content] of Object.entries(REPORT)) file(`report/${name}`, content);
    expect(hostsIn((await read([`${scratch}/${path}`])).report)).toContain('top compute-07');
  });

  test.each([
    ['localhost', 'localhost.localdomain\n'],
    ['an error', 'hostname: command not found\n'],
  ])('not by %s', async (name, content) => {
    const members = {
      'sosreport-x/var/log/nova/nova-compute.log': SHOWCASE,
      'sosreport-x/hostname': content,
    };
    const { report } = await read([file(`${name}.tar`, tar(members))]);
    expect(report.sources).toMatchObject([{ host: null }]);
  });

  test('on standard input', async () => {
    const { paths } = await read(['-'], tar(files));
    expect([...paths].sort()).toEqual(taken.map((name) => `-:${name}`).sort());
  });

  test('cut short: what there is, and a gap on the last', async () => {
    const whole = tar({ 'nova-compute.log': EXCERPT, 'nova-compute.log.1': SHOWCASE });
    const { report } = await read([file('cut.tar', whole.subarray(0, 9000))]);
    const gaps = report.sources.map(({ path, gaps }) => [
      path.slice(-6),
      gaps.map(({ kind }) => kind),
    ]);
    expect(gaps).toEqual([
      ['te.log', []],
      ['.log.1', ['damaged-archive']],
    ]);
  });

  test('without a log: says what was looked for', async () => {
    const path = file('none.tar', tar({ 'etc/motd': 'welcome\n' }));
    expect((await find([path])).unreadable).toEqual([
      { path, holdsNone: true, reason: expect.stringMatching(/no nova-compute log; looked for/) },
    ]);
  });

  describe('in one another', () => {
    const sos = tar({ 'var/log/nova/nova-compute.log': SHOWCASE, 'etc/motd': 'welcome\n' });
    const LOG = 'sos.tar.gz:var/log/nova/nova-compute.log';

    test('are read through to the log, which is named by its way there', async () => {
      const path = file(
        'case.tar',
        tar({ 'readme.txt': 'hi\n', 'sos.tar.gz': gzipSync(sos), 'none.tar': tar({ a: 'b' }) }),
      );
      const { paths, report, skipped, unreadable } = await read([path]);
      expect({ paths, unreadable }).toEqual({ paths: [`case.tar:${LOG}`], unreadable: [] });
      expect(report.sources[0]?.compression).toBe('tar, gzip, tar');
      expect(report.sources[0]?.bytes).toBe(SHOWCASE.length);
      expect(skipped).toEqual([
        'case.tar:readme.txt',
        'case.tar:sos.tar.gz:etc/motd',
        'case.tar:none.tar:a',
        'case.tar:none.tar',
      ]);
    });

    test('on standard input and in a directory', async () => {
      const outer = tar({ 'sos.tar.gz': gzipSync(sos) });
      expect((await read(['-'], outer)).paths).toEqual([`-:${LOG}`]);
      file('support/4711/case.tar', outer);
      const { paths } = await read([`${scratch}/support`]);
      expect(paths).toEqual([`support/4711/case.tar:${LOG}`]);
    });

    test('a log too large to hold is read from its archive again', async () => {
      const noise = `2012-11-13 09:00:00 DEBUG nova.x [-] ${'x'.repeat(9000)}\n`;
      const large = Buffer.concat([SHOWCASE, Buffer.alloc(66 << 20, noise)]);
      const path = file(
        'large.tar',
        tar({ 'in.tar.gz': gzipSync(tar({ 'nova-compute.log': large }), { level: 1 }) }),
      );
      const { report } = await read([path]);
      expect(report.sources).toMatchObject([
        { bytes: large.length, compression: 'tar, gzip, tar' },
      ]);
      expect(report.sources[0]?.gaps.map(({ kind }) => kind)).not.toContain('damaged-archive');
    });

    test('cut short: what there is, and a gap', async () => {
      const packed = gzipSync(sos);
      const path = file('short.tar', tar({ 'sos.tar.gz': packed.subarray(0, packed.length / 2) }));
      const { report } = await read([path]);
      expect(report.sources[0]?.gaps).toMatchObject([
        { kind: 'damaged-archive', detail: expect.stringMatching(/ends/) },
      ]);
    });

    test('no deeper than three', async () => {
      const nested = (depth: number): Buffer =>
        depth === 1 ? sos : tar({ [`${depth}.tar`]: nested(depth - 1) });
      file('deep.tar', nested(3));
      file('deeper.tar', nested(4));
      expect((await read([`${scratch}/deep.tar`])).paths).toHaveLength(1);
      const { listing, paths } = await read([`${scratch}/deeper.tar`]);
      expect(paths).toEqual([]);
      expect(listing.map(({ why }) => why)).toContainEqual(expect.stringMatching(/archives deep/));
    });

    test.skipIf(!has('tar') || !has('bzip2'))('made by the tar and bzip2 programs', async () => {
      const own = file('made/var/log/nova/nova-compute.log', SHOWCASE);
      symlinkSync(own, `${scratch}/made/var/log/nova/nova-compute.log.1`);
      const inner = file('bundle-made/report.tar.bz2', '');
      execFileSync('tar', ['-cjf', inner, '-C', `${scratch}/made`, '.']);
      execFileSync('tar', ['-cf', `${scratch}/made.tar`, '-C', `${scratch}/bundle-made`, '.']);
      const { paths, skipped } = await read([`${scratch}/made.tar`]);
      const folder = 'made.tar:report.tar.bz2:var/log/nova';
      expect(paths).toEqual([`${folder}/nova-compute.log`]);
      expect(skipped).toContain(`${folder}/nova-compute.log.1`);
    });
  });

  test('a name that climbs out is only a name', async () => {
    const path = file('climb.tar', tar({ '../../nova-compute.log': EXCERPT }));
    expect((await read([path])).report.sources[0]?.path).toBe(`${path}:../../nova-compute.log`);
  });
});

describe('directories and patterns', () => {
  const LAYOUTS = [
    'var/log/nova/nova-compute.log',
    'var/log/nova/nova-compute.log.1',
    'var/log/nova/nova-compute.log-20130620.gz',
    'var/log/kolla/nova/nova-compute.log',
    'var/log/containers/nova/nova-compute.log.2',
    'opt/stack/logs/n-cpu.log.2013-06-20-114501',
    'opt/stack/logs/screen-n-cpu.log',
    'sos_commands/logs/journalctl_--no-pager',
    'kept/for later.txt',
    'kept/packed',
  ];
  const OTHERS = [
    'var/log/nova/nova-api.log',
    'var/log/nova/nova-scheduler.log',
    'opt/stack/logs/n-api.log',
    'etc/nova/nova.conf',
    'etc/motd',
  ];
  let top = '';
  beforeAll(() => {
    for (const [index, name] of LAYOUTS.entries()) {
      const own = `compute-${index}`;
      const journal = `Jun 20 11:45:01 ${own} sshd[1]: hi\nJun 20 11:45:02 ${own} nova-compute[2]: hi\n`;
      const content = name.includes('journal')
        ? journal
        : Buffer.concat([SHOWCASE, Buffer.from(own)]);
      file(
        `tree/${name}`,
        name.endsWith('.gz') || name === 'kept/packed' ? gzipSync(content) : content,
      );
    }
    for (const name of OTHERS) file(`tree/${name}`, 'nothing of interest\n');
    file('outside.log', SHOWCASE);
    top = `${scratch}/tree`;
    symlinkSync(`${scratch}/outside.log`, `${top}/nova-compute.log`);
    symlinkSync(top, `${top}/loop`);
  });

  test('every layout is found, nothing else, nothing outside', async () => {
    const { paths, skipped } = await read([top]);
    expect([...paths].sort()).toEqual(LAYOUTS.map((name) => `tree/${name}`).sort());
    expect([...skipped].sort()).toEqual(
      [...OTHERS, 'nova-compute.log', 'loop'].map((name) => `tree/${name}`).sort(),
    );
  });

  test('an archive in it is searched too', async () => {
    file('bundle/a.tar.gz', gzipSync(tar({ 'var/log/nova/nova-compute.log': SHOWCASE })));
    file('bundle/b.tar', tar({ 'etc/motd': 'welcome' }));
    const { paths, skipped, unreadable } = await read([`${scratch}/bundle`]);
    expect({ paths, unreadable }).toEqual({
      paths: ['bundle/a.tar.gz:var/log/nova/nova-compute.log'],
      unreadable: [],
    });
    expect(skipped).toContain('bundle/b.tar');
  });

  describe('whole entries of a journal, of every program of a host', () => {
    const fields = (program: string, message: string) => ({
      __CURSOR: 's=9d2f;i=3;b=1f86',
      __REALTIME_TIMESTAMP: '1687240859124011',
      _HOSTNAME: 'cn7',
      SYSLOG_IDENTIFIER: program,
      MESSAGE: message,
    });
    type Entry = ReturnType<typeof fields>;
    const assigned = (entry: Entry) =>
      Object.entries(entry).map(([name, value]) => `${name}=${value}`);
    const MODES: Readonly<Record<string, (entry: Entry) => string>> = {
      verbose: (entry) =>
        ['Tue 2023-06-20 08:00:59.124011 CEST [s=9d2f;i=3;b=1f86]', ...assigned(entry)].join(
          '\n    ',
        ),
      // What is not text stands behind its length.
      export: (entry) => `${assigned(entry).join('\n')}\nDATA\n\x01\0\0\0\0\0\0\0a\n`,
      json: (entry) => JSON.stringify(entry),
      'json-pretty': (entry) => JSON.stringify(entry, null, '\t').replaceAll('": ', '" : '),
    };
    const others = Array.from({ length: 50 }, () => fields('sshd', 'hi'));
    const own = fields('nova-compute', '2023-06-20 08:00:59.123 4711 INFO nova.virt.x [-] hi');

    test.each(Object.keys(MODES))('%s', async (mode) => {
      const print = MODES[mode] ?? String;
      const text = (entries: readonly Entry[]) => `${entries.map(print).join('\n')}\n`;
      file(`journals-${mode}/with`, text([...others, own]));
      file(`journals-${mode}/without`, text(others));
      const { report, paths } = await read([`${scratch}/journals-${mode}`]);
      expect(paths).toEqual([`journals-${mode}/with`]);
      expect(report.sources).toMatchObject([{ format: `journal-${mode.replace('json-', '')}` }]);
    });
  });

  test('the same each time', async () => {
    expect((await find([top])).listing).toEqual((await find([top])).listing);
  });

  test.each([
    ['tree/var/log/nova/nova-compute*', 3],
    ['tree/**/nova-compute.log', 2],
    ['tree/var/log/*/nova-compute.log.?', 1],
    ['tree/**/*.txt', 1],
  ])('%s', async (pattern, count) => {
    const { inputs } = await find([`${scratch}/${pattern}`]);
    const links = pattern === 'tree/**/nova-compute.log' ? 1 : 0;
    expect(inputs).toHaveLength(count + links);
  });

  test('a pattern nothing fits', async () => {
    const path = `${scratch}/*.none`;
    expect((await find([path])).unreadable).toEqual([{ path, reason: 'no file fits the pattern' }]);
  });

  test('a directory without a log', async () => {
    const path = dirname(file('empty/readme', 'nothing\n'));
    const { unreadable } = await find([path]);
    expect(unreadable).toMatchObject([{ path, holdsNone: true }]);
  });
});
