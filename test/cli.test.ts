// The command line as a user meets it: arguments, streams, output and exit status of `bin/`.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConfigValue } from '../src/model.ts';
import { reportSchema } from '../src/schema/index.ts';
import { asked, cloudInitLogOf, KEY_PATH } from './guests.ts';
import { build, fixture, fixtures, keyOverNbd, nova, root, toBytes, UUID } from './support.ts';

const BIN = `${root}bin/inject-trace.js`;
const EXCERPT = 'fixtures/excerpt.log';
const SHOWCASE = 'fixtures/showcase.log';

let scratch = '';
beforeAll(() => {
  build();
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
}, 300_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

interface How {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** Read one piece of the output, then close the pipe. */
  readonly closeEarly?: boolean;
}

function run(args: readonly string[], { input, env = {}, closeEarly }: How = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: root,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => {
      out.push(piece);
      if (closeEarly) child.stdout.destroy();
    });
    child.stderr.on('data', (piece: Buffer) => err.push(piece));
    child.stdin.on('error', () => undefined);
    child.on('error', reject);
    child.on('close', (status) =>
      resolve({ status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
    child.stdin.end(input ?? '');
  });
}

function file(name: string, content: string | Buffer): string {
  const path = `${scratch}/${name}`;
  writeFileSync(path, content);
  return path;
}

const json = async (args: readonly string[], how?: How) =>
  JSON.parse((await run(['--format', 'json', ...args], how)).out);

/** One line on standard error, nothing on standard output. */
function expectRefused(ran: Ran, status: number, message: RegExp): void {
  expect(ran).toMatchObject({ status, out: '', err: expect.stringMatching(message) });
  expect(ran.err.trimEnd().split('\n')).toHaveLength(1);
  expect(ran.err).not.toMatch(/\n\s+at /);
}

describe('inputs that cannot be read', () => {
  test('a missing file', async () => {
    expectRefused(await run(['no-such.log']), 2, /^inject-trace: no-such\.log: no such file$/m);
  });

  test('a directory without a log', async () => {
    expectRefused(
      await run(['src/handlers']),
      3,
      /src\/handlers: holds no nova-compute log; looked/,
    );
  });

  test('an archive without a log', async () => {
    const ran = await run(['fixtures/sources/no-log.tar.gz']);
    expectRefused(ran, 3, /no-log\.tar\.gz: holds no nova-compute log; looked for/);
  });

  test('an empty file in gzip', async () => {
    expectRefused(await run([file('empty.gz', gzipSync(''))]), 3, /empty, nothing to read/);
  });

  test('a pattern nothing fits', async () => {
    expectRefused(await run([`${scratch}/*.none`]), 2, /no file fits the pattern/);
  });

  test('a truncated archive: what there is, and a word on it', async () => {
    const packed = gzipSync(fixture('showcase.log').bytes);
    const ran = await run([file('cut.gz', packed.subarray(0, packed.length - 300))]);
    expect(ran).toMatchObject({
      status: 4,
      err: expect.stringMatching(/cut\.gz: gzip: ends early\n$/),
    });
    expect(ran.err.trimEnd().split('\n')).toHaveLength(1);
    expect(ran.out).toContain('damaged-archive');
  });

  // root may read every file, whatever its mode.
  test.skipIf(process.getuid?.() === 0)('a file without permission (not run as root)', async () => {
    const path = file('secret.log', 'x\n');
    chmodSync(path, 0);
    expectRefused(await run([path]), 2, /permission denied/);
  });

  test('an empty file', async () => {
    expectRefused(await run([file('empty.log', '')]), 3, /empty, nothing to read/);
  });

  test('a binary file', async () => {
    const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 97) % 256));
    const ran = await run([file('image.qcow2', bytes)]);
    expectRefused(ran, 3, /no nova-compute log line recognised/);
    expect(ran.err).not.toMatch(/[\0-\x08\x0b-\x1f\x7f]/);
  });

  test('a text that is no log, with its first line', async () => {
    const path = file('notes.txt', 'Dear diary,\nnothing happened.\n');
    expectRefused(await run([path]), 3, /notes\.txt:1: Dear diary,/);
  });

  test('one of two: the other is reported on', async () => {
    const ran = await run(['no-such.log', EXCERPT]);
    expect(ran).toMatchObject({ status: 4, err: 'inject-trace: no-such.log: no such file\n' });
    expect(ran.out).toContain('instance-0000076d');
  });

  test('none of two', async () => {
    expectRefused(await run(['no-such.log', 'src/handlers']), 2, /no-such\.log.*; src\/handlers/);
  });
});

describe('arguments that are wrong', () => {
  test.each([
    ['an option there is not', ['--frobnicate', EXCERPT], /unknown option --frobnicate$/m],
    ['a format there is not', ['--format', 'xml', EXCERPT], /xml/],
    ['a time that is none', ['--since', 'yesterday', EXCERPT], /--since yesterday: not a time/],
    [
      'a window that ends before it starts',
      ['--since', '2013-01-02', '--until', '2013-01-01', EXCERPT],
      /--since 2013-01-02 is after --until 2013-01-01/,
    ],
    [
      'a third log where two are compared',
      ['verify-off', EXCERPT, EXCERPT, SHOWCASE],
      /verify-off takes before and after; fixtures\/showcase\.log is one log too many/,
    ],
    ['standard input twice', ['-', '-'], /standard input can be read only once/],
  ])('%s', async (_, args, message) => {
    expectRefused(await run(args), 2, message);
  });
});

test.each([
  '--format',
  '--instance',
  '--request',
  '--since',
  '--until',
  '--nova-conf',
  '--log-format',
])('%s without its value is refused', async (flag) => {
  expectRefused(await run([EXCERPT, flag]), 2, new RegExp(flag.slice(2)));
});

test('--no-instance is refused: there is nothing to negate', async () => {
  expectRefused(await run(['--no-instance', EXCERPT]), 2, /instance/);
});

describe('what is read', () => {
  test('a file', async () => {
    const ran = await run([EXCERPT]);
    expect(ran).toMatchObject({ status: 0, err: '' });
    expect(ran.out).toContain('qemu-nbd -c /dev/nbd15');
  });

  test('several files, in the order given', async () => {
    const { sources, cycles } = await json([SHOWCASE, EXCERPT]);
    expect(sources.map(({ path }: { path: string }) => path)).toEqual([SHOWCASE, EXCERPT]);
    expect(cycles).toHaveLength(7);
  });

  test('standard input, when no file is named', async () => {
    const { bytes } = fixture('excerpt.log');
    const { sources, summary } = await json([], { input: bytes });
    expect(sources[0]).toMatchObject({ path: '-', bytes: bytes.length });
    expect(summary.cycles).toBe(1);
  });

  test('standard input for -, between files', async () => {
    const { bytes } = fixture('excerpt.log');
    const { sources } = await json([SHOWCASE, '-'], { input: bytes });
    expect(sources.map(({ path }: { path: string }) => path)).toEqual([SHOWCASE, '-']);
  });

  // Of a shell's pipe a program reads pieces of any size, some of them half a line.
  test('standard input through a shell, slowly and in one go', async () => {
    const log = readFileSync(`${root}${SHOWCASE}`);
    const env = { ...process.env, NODE: process.execPath, BIN };
    const through = (writer: string) => {
      const text = execFileSync('sh', ['-c', `${writer} | "$NODE" "$BIN" --format json -`], {
        cwd: root,
        env,
        input: log,
        maxBuffer: 1 << 28,
      });
      const { sources, ...told } = JSON.parse(text.toString());
      return { told, lines: sources[0].lines };
    };
    const { sources, ...told } = await json(['-'], { input: log });
    const whole = { told, lines: sources[0].lines };
    expect(through('cat')).toEqual(whole);
    expect(through('(head -c 5000; sleep 0.2; head -c 1; sleep 0.2; cat)')).toEqual(whole);
    const many = through(`(for n in $(seq 300); do cat ${SHOWCASE}; done)`);
    expect(many.lines).toBe(300 * whole.lines);
  });

  test('compressed standard input', async () => {
    const { sources } = await json(['-'], { input: gzipSync(fixture('excerpt.log').bytes) });
    expect(sources[0]).toMatchObject({ path: '-', compression: 'gzip', lines: 6 });
  });

  test('a named pipe', async () => {
    const path = `${scratch}/pipe`;
    execFileSync('mkfifo', [path]);
    const writing = writeFile(path, fixture('excerpt.log').bytes);
    const { sources } = await json([path]);
    await writing;
    expect(sources[0]).toMatchObject({ path, lines: 6 });
  });

  test('a pattern, expanded here', async () => {
    const { sources } = await json(['fixtures/exc*.log']);
    expect(sources.map(({ path }: { path: string }) => path)).toEqual([EXCERPT]);
  });

  test('the same log twice: once, and a word on it', async () => {
    const ran = await run([SHOWCASE, SHOWCASE]);
    const err = `inject-trace: ${SHOWCASE}: same content as ${SHOWCASE}; read once\n`;
    expect(ran).toMatchObject({ status: 0, err });
  });

  test('nothing on standard input', async () => {
    expectRefused(await run([]), 3, /standard input: empty/);
  });

  test('a file whose name begins with a dash, behind --', async () => {
    const { status } = await run(['--', EXCERPT]);
    expect(status).toBe(0);
  });
});

describe('--nova-conf', () => {
  const line = '14/11/2012 08:02:11 | INFO | nova.compute.manager | req-1 | Starting instance...\n';
  const conf = (format: string) =>
    `[DEFAULT]\nlog_date_format = %d/%m/%Y %H:%M:%S\nlogging_context_format_string = ${format}\n`;

  test('the log format it sets is read; it may be given several times', async () => {
    const log = file('site.log', line);
    const other = file('other.conf', conf('<%(message)s>'));
    const own = file(
      'nova.conf',
      conf('%(asctime)s | %(levelname)s | %(name)s | %(request_id)s | %(message)s'),
    );
    const { sources } = await json(['--nova-conf', own, '--nova-conf', other, log]);
    expect(sources[0]).toMatchObject({ format: 'site-format', first: '2012-11-14T08:02:11' });
  });

  test('is told of in the report', async () => {
    const own = file('options.conf', '[DEFAULT]\ntimeout_nbd = 30\n');
    const { config } = await json(['--nova-conf', own, EXCERPT]);
    expect(config.find(({ name }: ConfigValue) => name === 'timeout_nbd')).toMatchObject({
      value: '30',
      origin: 'nova.conf',
      file: own,
      line: 2,
    });
  });

  test('that makes no sense is refused with its line, and none of its text', async () => {
    const own = file('broken.conf', '[DEFAULT]\nadmin_password geheim\n');
    const refused = await run(['--nova-conf', own, EXCERPT]);
    expectRefused(refused, 2, /broken\.conf:2: /);
    expect(refused.err).not.toContain('geheim');
  });

  test('that cannot be read is refused', async () => {
    expectRefused(
      await run(['--nova-conf', 'no.conf', EXCERPT]),
      2,
      /--nova-conf no\.conf: no such/,
    );
  });
});

test('of an option given twice the last counts', async () => {
  const { status, out } = await run(['--format', 'terminal', '--format', 'json', EXCERPT]);
  expect(status).toBe(0);
  expect(JSON.parse(out).schema).toBe('inject-trace/report/1');
});

describe('a command word', () => {
  test('behind an option without a value is one all the same', async () => {
    const { status, out } = await run(['--no-color', 'doctor', SHOWCASE]);
    expect(status).toBe(0);
    expect(out).toMatch(/^fixtures\/showcase\.log\n {2}layout /);
  });
});

describe('doctor', () => {
  test('tells the release of each log by its own lines', async () => {
    const logs = ['2013.1/colour.log', '22.0.1/nbd-leaked.log'];
    const { out } = await run(['doctor', ...logs.map((log) => `fixtures/releases/${log}`)]);
    expect(out.match(/release +.*/g)).toEqual([
      expect.stringContaining('Grizzly 2013.1'),
      expect.stringContaining('Victoria 22.0.1'),
    ]);
  });

  test('says what can be read of a log', async () => {
    const { status, out, err } = await run(['doctor', SHOWCASE, 'fixtures/sources/excerpt.xz']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^fixtures\/showcase\.log\n {2}layout {4}oslo-text \d+ records; 100% of/);
    expect(out).toMatch(/\n {2}release {3}Essex 2012\.1\.3 \(certain\)\n/);
    expect(out).toMatch(/\n\nfixtures\/sources\/excerpt\.xz\n[\s\S]*\n {2}packed in xz\n/);
  });

  test('a text that is no log: its first line, and 3', async () => {
    const path = file('diary.txt', 'Dear diary,\nnothing happened.\n');
    const { status, out } = await run(['doctor', path]);
    expect(status).toBe(3);
    expect(out).toContain('none recognised; 0%');
    expect(out).toContain('2 lines; the first is line 1: Dear diary,');
  });
});

test('diff reads standard input for one of two logs', async () => {
  const { bytes } = fixture('excerpt.log');
  const { status, out } = await run(['diff', '-', SHOWCASE], { input: bytes });
  expect(status).toBe(0);
  expect(out).toMatch(/^A +-\nB +fixtures\/showcase\.log\n/);
});

test.each(['show', 'diff'])('%s without what it compares or shows is refused', async (word) => {
  expectRefused(await run([word]), 2, /a word is missing; inject-trace \w+ --help shows how/);
});

test('what is wrong is told in English, whatever the language of the terminal', async () => {
  const env = { LC_ALL: 'de_DE.UTF-8' };
  expectRefused(await run(['show'], { env }), 2, /a word is missing; inject-trace show --help/);
  expectRefused(await run(['--tz'], { env }), 2, /Not enough arguments following: tz/);
});

test('schema prints the schema of the report, and reads nothing', async () => {
  const { status, out, err } = await run(['schema']);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(JSON.parse(out)).toEqual(reportSchema);
  expectRefused(await run(['schema', EXCERPT]), 2, /schema reads no log/);
});

describe('--list-inputs', () => {
  const SOSREPORT = 'fixtures/sources/sosreport.tar.xz';

  test('a line for each file taken or skipped, and why', async () => {
    const { status, out, err } = await run(['--list-inputs', SOSREPORT, 'no-such.log']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const inside = `${SOSREPORT}:sosreport-compute-07`;
    expect(out.split('\n')).toEqual([
      `taken    ${inside}/var/log/nova/nova-compute.log: named like a nova-compute log`,
      'skipped  no-such.log: no such file',
      `skipped  ${inside}/etc/hostname: does not begin like a nova-compute log`,
      '',
    ]);
  });

  test('2 when none is taken', async () => {
    const { status, out } = await run(['--list-inputs', 'no-such.log']);
    expect({ status, out }).toEqual({ status: 2, out: 'skipped  no-such.log: no such file\n' });
  });
});

describe('what is printed', () => {
  test('JSON is one document with one newline at the end', async () => {
    const { out } = await run(['--format', 'json', EXCERPT]);
    expect(out.endsWith('}\n')).toBe(true);
    expect(out.endsWith('\n\n')).toBe(false);
    expect(JSON.parse(out).schema).toBe('inject-trace/report/1');
  });

  test('the same bytes each time', async () => {
    const [one, two] = await Promise.all([run([SHOWCASE]), run([SHOWCASE])]);
    expect(one.out).toBe(two.out);
  });

  test('help, on standard output', async () => {
    const { status, out, err } = await run(['--help']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    for (const option of [
      '--format',
      '--instance',
      '--request',
      '--since',
      '--until',
      '--nova-conf',
      '--log-format',
      '--tz',
      '--host',
      '--list-inputs',
      '--no-color',
    ])
      expect(out).toContain(option);
  });

  test('the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
    expect(await run(['--version'])).toEqual({ status: 0, out: `${version}\n`, err: '' });
    expect((await json([EXCERPT])).tool.version).toBe(version);
  });

  test('nothing of a log reaches the terminal as control characters', async () => {
    const log = nova('2012.1', { name: 'instance-\x1b[2J\x07' });
    const { out } = await run([file('hostile.log', toBytes(keyOverNbd(log)))]);
    expect(out).toContain('instance-');
    expect(out).not.toMatch(/[\0-\x08\x0b-\x1f\x7f]/);
  });
});

describe('a reader that closes the pipe', () => {
  test('ends it quietly', async () => {
    const logs = fixtures('releases/').map(({ path }) => path);
    for (const format of ['json', 'terminal']) {
      const ran = await run(['--format', format, ...logs], { closeEarly: true });
      expect({ format, status: ran.status, err: ran.err }).toEqual({ format, status: 0, err: '' });
    }
  });
});

describe('colour', () => {
  // The escape that begins every colour.
  const COLOUR = '\x1b[';

  test('is never printed into a pipe', async () => {
    const { out } = await run([EXCERPT], { env: { FORCE_COLOR: '1', TERM: 'xterm-256color' } });
    expect(out).not.toContain(COLOUR);
  });

  const onTerminal = (args: readonly string[], env: Readonly<Record<string, string>>) =>
    execFileSync('script', ['-qec', [process.execPath, BIN, ...args].join(' '), '/dev/null'], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], TERM: 'xterm-256color', PAGER: '', ...env },
    });

  describe.skipIf(!hasScript())('on a terminal (needs the script command)', () => {
    test('is printed', () => {
      expect(onTerminal([SHOWCASE], {})).toContain(COLOUR);
    });

    test.each([
      ['--no-color', ['--no-color'], {}],
      ['NO_COLOR', [], { NO_COLOR: '1' }],
      ['a terminal that has none', [], { TERM: 'dumb' }],
    ])('is not printed with %s', (_, args, env) => {
      const out = onTerminal([...args, SHOWCASE], env);
      expect(out).toContain('instance-000003a1');
      expect(out).not.toContain(COLOUR);
    });

    test('an empty NO_COLOR counts as none', () => {
      expect(onTerminal([SHOWCASE], { NO_COLOR: '' })).toContain(COLOUR);
    });

    test('a terminal without a log is told what to do', () => {
      let shown = '';
      try {
        onTerminal([], {});
      } catch (error) {
        shown = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
      }
      expect(shown).toContain('no log given');
    });
  });
});

function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

describe('--fail-on and --ignore', () => {
  const status = async (...args: readonly string[]) => (await run([...args, SHOWCASE])).status;

  test.each([
    ['a severity that is there', ['--fail-on', 'error'], 1],
    ['a lower one', ['--fail-on', 'info'], 1],
    ['an id that is there', ['--fail-on', 'leaked-nbd-device'], 1],
    ['one of several ids', ['--fail-on', 'leaked-mount,leaked-nbd-device'], 1],
    ['an id that is not there', ['--fail-on', 'leaked-mount'], 0],
    ['never', ['--fail-on', 'never'], 0],
    ['a finding left out', ['--fail-on', 'error', '--ignore', 'leaked-nbd-device'], 0],
    ['a finding outside the filter', ['--fail-on', 'error', '--instance', 'instance-000003a1'], 0],
  ])('%s', async (_what, args, expected) => {
    expect(await status(...args)).toBe(expected);
  });

  test('the report is printed all the same', async () => {
    expect((await run(['--fail-on', 'error', SHOWCASE])).out).toMatch(/leaked-nbd-device/);
  });

  test('a finding left out is not counted', async () => {
    const { summary } = await json(['--ignore', 'leaked-nbd-device', SHOWCASE]);
    expect(summary.findings.error).toBe(0);
  });

  test.each(['--fail-on', '--ignore'])('%s with an id that no finding has', async (flag) => {
    expectRefused(
      await run([flag, 'leaked-nbd', 'no-such.log']),
      2,
      /no finding has this id; did you mean .*leaked-nbd-device/,
    );
  });
});

describe('filters', () => {
  const names = async (...args: readonly string[]) =>
    (await json([...args, SHOWCASE])).cycles.map(
      ({ instance }: { instance: { name: string } }) => instance.name,
    );

  test('an instance by uuid', async () => {
    expect(await names('--instance', '5e7f8a91-2b4c-4d6e-8a13-9c8d7e6f5a42')).toEqual([
      'instance-000003a2',
    ]);
  });

  test('an instance by name', async () => {
    expect(await names('--instance', 'instance-000003a6')).toEqual(['instance-000003a6']);
  });

  test('a request', async () => {
    expect(await names('--request', 'req-9e1c5b37-2a8d-4f60-b7c4-3f6a9d0e2b51')).toEqual([
      'instance-000003a3',
      'instance-000003a4',
      'instance-000003a5',
    ]);
  });

  test('nothing fits: an empty report, and a word on it', async () => {
    const ran = await run(['--instance', UUID, SHOWCASE]);
    expect(ran).toMatchObject({
      status: 0,
      err: 'inject-trace: none of the 6 cycles in the log fits the filter\n',
    });
  });
});

describe('a window', () => {
  test('is read alone, from a file and from standard input', async () => {
    const args = ['--since', '2012-11-14T09:00', '--until', '2012-11-14 11:00:00'];
    const { cycles } = await json([...args, SHOWCASE]);
    expect(cycles.map(({ instance }: { instance: { name: string } }) => instance.name)).toEqual([
      'instance-000003a2',
    ]);
    const piped = await run(['--format', 'json', ...args, '-'], {
      input: fixture('showcase.log').bytes,
    });
    expect(JSON.parse(piped.out).cycles).toEqual(cycles);
  });

  test.each([
    ['show', 'instance-000003a2'],
    ['explain', 'instance-000003a2'],
    ['blame'],
    ['doctor'],
  ])('is for %s, too', async (...command) => {
    const until = ['--until', '2012-11-14T07:00', SHOWCASE];
    expectRefused(await run([...command, ...until]), 3, /nothing between --since and --until/);
  });

  test('the report says what it left out', async () => {
    const { out } = await run(['--since', '2012-11-14T09:41:10', SHOWCASE]);
    expect(out).toMatch(/missing: cut-by-window - the report begins by --since;/);
    expect(out).toMatch(/window +--since or --until leaves out a part of this cycle/);
  });
});

describe('evidence beside the log', () => {
  const BOOTED = new Date('2012-05-14T09:00:20Z');
  const essex = nova('2012.1');
  const LOG = toBytes([essex.starting(), ...keyOverNbd(essex), essex.spawned()]);
  const own = { booted: BOOTED, id: 'i-0000076d', datasource: 'DataSourceEc2' };
  const guestLog = toBytes(cloudInitLogOf(own, { before: 157, after: 321, user: 111 }));

  test('of another kind is refused with what it looks like', async () => {
    const log = file('essex.log', LOG);
    const other = file('other.log', guestLog);
    const refused =
      /--console-log .*other\.log: looks like a cloud-init\.log; give it with --cloud-init-log$/m;
    expectRefused(await run(['--console-log', other, log]), 2, refused);
    expectRefused(await run(['--cloud-init-log', log, log]), 2, /looks like a log of nova-compute/);
    expectRefused(await run(['--metadata-log', 'none.log', log]), 2, /none\.log: no such file$/m);
  });

  test('is told by its content as a plain path, packed, and in a directory', async () => {
    const directory = mkdtempSync(`${scratch}/case-`);
    writeFileSync(`${directory}/nova-compute.log`, LOG);
    writeFileSync(`${directory}/guest.log.gz`, gzipSync(guestLog));
    const plainly = await json([`${directory}/nova-compute.log`, `${directory}/guest.log.gz`]);
    expect(plainly.cycles[0].redundancy).toMatchObject([{ item: 'key', verdict: 'redundant' }]);
    expect((await json([directory])).cycles[0].redundancy).toEqual(plainly.cycles[0].redundancy);
    const { out } = await run(['--list-inputs', directory]);
    expect(out).toMatch(/^taken {4}.*guest\.log\.gz: evidence: a cloud-init\.log$/m);
  });

  test('of a service that no instance asked for its key is left out of a directory', async () => {
    const directory = mkdtempSync(`${scratch}/services-`);
    writeFileSync(`${directory}/nova-compute.log`, LOG);
    const access = (path: string) => toBytes([asked('2012-05-14 09:00:52', '192.0.2.61', path)]);
    writeFileSync(`${directory}/nova-api.log`, access('/v2/servers'));
    writeFileSync(`${directory}/nova-api-metadata.log`, access(KEY_PATH));
    const { sources } = await json([directory]);
    expect(sources.map(({ path }: { path: string }) => path.split('/').at(-1))).toEqual([
      'nova-compute.log',
      'nova-api-metadata.log',
    ]);
  });

  test('of the compute host itself is left out', async () => {
    const directory = mkdtempSync(`${scratch}/sosreport-`);
    mkdirSync(`${directory}/var/log/nova`, { recursive: true });
    writeFileSync(`${directory}/var/log/nova/nova-compute.log`, LOG);
    writeFileSync(`${directory}/var/log/cloud-init.log`, guestLog);
    expect((await json([directory])).sources).toHaveLength(1);
  });

  test('that fits no instance is named, and alone it is no log', async () => {
    const log = file('essex.log', LOG);
    const text = cloudInitLogOf({ ...own, id: 'i-00000999' });
    const stray = file('stray.log', toBytes(text));
    const { status, out, err } = await run([log, stray]);
    expect(status).toBe(0);
    expect(err).toMatch(/stray\.log: a cloud-init\.log, not used: it is of instance i-00000999/);
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /stray\.log: cloud init log, \d+ lines, of no instance in the logs/,
    );
    expectRefused(await run([stray]), 3, /no log of nova-compute given: .* is a cloud-init\.log/);
  });

  test('verify-off exits with 1 unless injection is off', async () => {
    const log = file('essex.log', LOG);
    const { status, out } = await run(['verify-off', log, log]);
    expect(status).toBe(1);
    expect(out).toMatch(/^It did not work: AFTER still shows 1 injection/);
  });
});

describe('slips of the pen', () => {
  test.each<readonly [string, readonly string[], string]>([
    ['an option', ['--formt', 'json', EXCERPT], 'unknown option --formt; did you mean --format?'],
    [
      'one of two words',
      ['--no-colour', EXCERPT],
      'unknown option --no-colour; did you mean --no-color?',
    ],
    [
      'an option of a command',
      ['what-if', '--sett', 'a=b', EXCERPT],
      'unknown option --sett; did you mean --set?',
    ],
    [
      'several',
      ['-k', '--formt', 'json', EXCERPT],
      'unknown options -k, --formt; did you mean --format?',
    ],
    [
      'a command',
      ['dif', 'a.log', 'b.log'],
      'dif: no such file, and no command; did you mean diff?',
    ],
    [
      'a command before its options',
      ['what_if', '--set', 'a=b'],
      'what_if: no such file, and no command; did you mean what-if?',
    ],
    [
      'a command behind an option',
      ['--format', 'json', 'shwo', 'x'],
      'shwo: no such file, and no command; did you mean show?',
    ],
  ])('%s', async (_what, args, message) => {
    expect(await run(args)).toEqual({ status: 2, out: '', err: `inject-trace: ${message}\n` });
  });

  test('a format, and an extension', async () => {
    expectRefused(await run(['--format', 'jsn', EXCERPT]), 2, /"html"; did you mean json\?$/m);
    expectRefused(await run(['-o', 'report.htm', EXCERPT]), 2, /\.html; did you mean \.html\?$/m);
    expectRefused(await run(['-o', 'report.pdf', EXCERPT]), 2, /, \.html$/m);
  });

  test('a log with such a name is read', async () => {
    const log = `${scratch}/blam`;
    writeFileSync(log, fixture('excerpt.log').bytes);
    const ran = spawnSync(process.execPath, [BIN, '--list-inputs', 'blam'], { cwd: scratch });
    expect(ran.stdout.toString()).toMatch(/^taken {4}blam: /);
    expect(ran.status).toBe(0);
  });
});

test('the session of the golden: commands, output and status', async () => {
  const commands = [
    [EXCERPT],
    ['--instance', 'instance-000003a2', SHOWCASE],
    ['--instance', 'instance-000003a6', SHOWCASE],
    ['show', '5e7f', SHOWCASE],
    ['show', 'instance-1', EXCERPT],
    ['blame', SHOWCASE],
    ['diff', 'instance-000003a1', 'instance-000003a6', SHOWCASE],
    ['diff', SHOWCASE, EXCERPT],
    ['diff', SHOWCASE, 'no-such.log'],
    ['--help'],
    ['--list-inputs', 'fixtures/sources/sosreport.tar.xz'],
    ['no-such.log', EXCERPT],
    ['no-such.log'],
    ['--since', 'yesterday', EXCERPT],
  ];
  const session: string[] = [];
  for (const args of commands) {
    const { status, out, err } = await run(args);
    const streams = [out, ...err.split(/(?<=\n)/).map((line) => (line === '' ? '' : `2> ${line}`))];
    session.push(`$ inject-trace ${args.join(' ')}\n${streams.join('')}[${status}]\n`);
  }
  const text = session.join('\n');
  await expect(text).toMatchFileSnapshot(`${root}fixtures/cli/session.txt`);
}, 300_000);
