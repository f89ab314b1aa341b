// Reading that is interrupted: the report on what was read until then, marked as partial, and nothing half written.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  constants,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { switchedOff } from '../src/comparison/switched-off.ts';
import { firstRecord } from '../src/first-record.ts';
import type { Report, Source } from '../src/model.ts';
import { extensions } from '../src/reporters/loaders.ts';
import { firstProblem } from '../src/schema/check.ts';
import { reportSchema } from '../src/schema/index.ts';
import { findInputs, type Input } from '../src/sources/index.ts';
import { runTool } from './running.ts';
import { build, keyOverNbd, nova, root } from './support.ts';

const SHOWCASE = `${root}fixtures/showcase.log`;
const PARTIAL = /Partial: the reading was interrupted/;
const isLinux = process.platform === 'linux';

let scratch = '';
beforeAll(build, 300_000);
beforeEach(() => {
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const there = () => readdirSync(scratch).sort();
const read = (name: string) => readFileSync(`${scratch}/${name}`, 'utf8');

/** More than waits between two processes: when it was taken, what stands before it was read. */
const FILLER =
  '2012-05-14 09:21:07 DEBUG nova.compute.manager [-] noise from (pid=1) f /a.py:1\n'.repeat(
    40_000,
  );

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [`${root}bin/inject-trace.js`, ...args], { cwd: scratch });
}

/** @param pipe is left open, so that the end is no end of input */
async function ended(child: ChildProcess): Promise<Ended> {
  const texts = [child.stdout, child.stderr].map((stream) => {
    const text: string[] = [];
    stream?.setEncoding('utf8').on('data', (piece: string) => text.push(piece));
    return text;
  });
  const [status] = await once(child, 'close');
  const [out = '', err = ''] = texts.map((text) => text.join(''));
  child.stdin?.destroy();
  return { status, out, err };
}

/** Given a text on a standard input that stays open, and then a signal. */
async function interrupted(
  args: readonly string[],
  text: string | Uint8Array,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<Ended> {
  const child = start(args);
  const end = ended(child);
  child.stdin?.on('error', () => {});
  await new Promise((resolve) => child.stdin?.write(text, resolve));
  child.kill(signal);
  return end;
}

const showcase = () => readFileSync(SHOWCASE, 'utf8');
const kinds = ({ gaps }: Source) => gaps.map(({ kind }) => kind);

describe('a standard input that is blocked', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'is reported on as far as it came: %s',
    async (name) => {
      const whole = JSON.parse(runTool(['--format', 'json', SHOWCASE]).stdout) as Report;
      const { status, out, err } = await interrupted(
        ['--format', 'json', '-'],
        showcase() + FILLER,
        name,
      );
      expect(status).toBe(130);
      expect(err).toBe(
        'inject-trace: interrupted: the answer is of what had been read until then\n',
      );
      const report = JSON.parse(out) as Report;
      expect(firstProblem(report, reportSchema)).toBeNull();
      expect(report.summary.partial).toBe(true);
      expect(report.cycles.map(({ id }) => id)).toEqual(whole.cycles.map(({ id }) => id));
      expect(report.sources.map(kinds)).toEqual([expect.arrayContaining(['interrupted'])]);
      expect(whole.summary).not.toHaveProperty('partial');
    },
  );

  test('leaves a cycle that was open incomplete', async () => {
    const lines = keyOverNbd(nova('2012.1')).slice(0, 6);
    const { out } = await interrupted(['--format', 'json'], `${lines.join('\n')}\n${FILLER}`);
    expect((JSON.parse(out) as Report).cycles).toMatchObject([{ outcome: 'incomplete' }]);
  });

  test('may be packed, and is not damaged for that', async () => {
    const noise = Array.from(
      { length: 60_000 },
      (_, at) => `${FILLER.slice(0, 80)} ${Math.sin(at)}\n`,
    );
    const packed = gzipSync(showcase() + noise.join(''), { level: 1 });
    const { status, out, err } = await interrupted(
      ['--format', 'json'],
      packed.subarray(0, packed.length - 20),
    );
    expect({ status, err }).toEqual({
      status: 130,
      err: expect.stringMatching(/^[^\n]*interrupted[^\n]*\n$/),
    });
    const [source] = (JSON.parse(out) as Report).sources;
    expect(source && kinds(source)).toContain('interrupted');
    expect(source && kinds(source)).not.toContain('damaged-archive');
  });

  test.each([[[]], [['doctor']], [['--format', 'ndjson']]])(
    'with nothing that was recognised is one line and no report: %j',
    async (args) => {
      expect(await interrupted(args, 'nothing of Nova\n'.repeat(60_000))).toEqual({
        status: 130,
        out: '',
        err: 'inject-trace: interrupted before a line of nova-compute was recognised\n',
      });
    },
  );

  test('has the files that come after it listed as not begun', async () => {
    const later = `${scratch}/later.log`;
    writeFileSync(later, showcase().replaceAll('2012-', '2032-'));
    const { out } = await interrupted(['--format', 'json', later, '-'], showcase() + FILLER);
    const { sources } = JSON.parse(out) as Report;
    expect(sources.map(({ path }) => path)).toEqual(['-', later]);
    expect(sources[1]).toMatchObject({
      lines: 0,
      gaps: [{ kind: 'interrupted', detail: 'the reading was interrupted before it began' }],
    });
  });

  test('does not end by what --fail-on says', async () => {
    const text = showcase() + FILLER;
    expect((await interrupted(['--fail-on', 'info'], text)).status).toBe(130);
  });

  test('is said to be partial in every format, in files, too, and in a report saved before', async () => {
    const { status } = await interrupted(
      Object.keys(extensions).flatMap((extension) => ['-o', `r${extension}`]),
      showcase() + FILLER,
    );
    expect(status).toBe(130);
    expect(there()).toEqual(
      Object.keys(extensions)
        .map((extension) => `r${extension}`)
        .sort(),
    );
    for (const file of ['r.txt', 'r.md', 'r.jira', 'r.html', 'r.xml'])
      expect(read(file).replace(/\s+/g, ' ')).toMatch(PARTIAL);
    const lines = read('r.ndjson').split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line)).at(-1)).toMatchObject({
      kind: 'summary',
      partial: true,
    });
    for (const narrowed of [[], ['--instance', 'instance-00000001'], ['--ignore', 'slow-step']]) {
      const again = runTool(['report', `${scratch}/r.json`, ...narrowed]);
      expect(again.stdout.replace(/\s+/g, ' ')).toMatch(PARTIAL);
    }
  });

  test.each([[['blame']], [['show', 'INSTANCE']], [['doctor']]])(
    'is answered in part by %j, too',
    async (words) => {
      const report = JSON.parse(runTool(['--format', 'json', SHOWCASE]).stdout) as Report;
      const name = report.instances[0]?.name ?? '';
      const args = words.map((word) => (word === 'INSTANCE' ? name : word));
      const { status, out } = await interrupted([...args, '-'], showcase() + FILLER);
      expect(status).toBe(130);
      expect(out).toMatch(PARTIAL);
    },
  );
});

describe('a second signal', () => {
  test('ends the process at once, and files are as they were', async () => {
    writeFileSync(`${scratch}/r.ndjson`, 'as before\n');
    const child = start(['--format', 'ndjson', '-o', 'r.ndjson', '-']);
    child.stdin?.on('error', () => {});
    child.stdin?.write(showcase().repeat(200));
    // Nobody takes what it prints, so it cannot come to an end.
    await once(child.stdout ?? child, 'readable');
    expect(there()).toHaveLength(2);
    child.kill('SIGINT');
    child.kill('SIGTERM');
    const [status] = await once(child, 'exit');
    child.stdin?.destroy();
    child.stdout?.destroy();
    expect(status).toBe(130);
    expect(there()).toEqual(['r.ndjson']);
    expect(read('r.ndjson')).toBe('as before\n');
  });
});

describe.runIf(isLinux)('a named pipe', () => {
  const pipe = () => {
    execFileSync('mkfifo', [`${scratch}/pipe`]);
    return `${scratch}/pipe`;
  };
  /** Opened once the tool waits for it. */
  const writer = async (path: string): Promise<number> => {
    for (;;) {
      try {
        return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  };

  /** Once all was taken but what a pipe holds. */
  const writeAll = async (fd: number, bytes: Buffer) => {
    for (let at = 0; at < bytes.length; ) {
      try {
        at += writeSync(fd, bytes, at);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  };

  test('is read as far as it was written', async () => {
    const path = pipe();
    const child = start(['--format', 'json', path]);
    const end = ended(child);
    const fd = await writer(path);
    await writeAll(fd, Buffer.from(showcase() + FILLER));
    child.kill('SIGTERM');
    const { status, out } = await end;
    expect(status).toBe(130);
    expect((JSON.parse(out) as Report).sources.map(kinds)).toEqual([
      expect.arrayContaining(['interrupted']),
    ]);
  });

  test('that nothing was written to keeps nobody waiting', async () => {
    const path = pipe();
    const child = start([path]);
    const end = ended(child);
    await writer(path);
    child.kill('SIGINT');
    expect(await end).toMatchObject({ status: 130, out: '' });
  });

  test('is read to its end when nobody interrupts', async () => {
    const path = pipe();
    const child = start(['--format', 'json', path]);
    const end = ended(child);
    execFileSync('sh', ['-c', 'cat "$1" > "$2"', 'sh', SHOWCASE, path]);
    const { status, out } = await end;
    expect(status).toBe(0);
    expect((JSON.parse(out) as Report).cycles).toHaveLength(6);
  });
});

/** Gives a signal once so many bytes were read. */
function stopAfter(bytes: number) {
  const controller = new AbortController();
  let left = bytes;
  const progress = {
    done: () => {},
    read: (more: number) => {
      left -= more;
      if (left <= 0) controller.abort();
    },
  };
  return { signal: controller.signal, progress };
}

const found = async (paths: readonly string[], signal?: AbortSignal) =>
  (await findInputs(paths, (async function* () {})(), (head) => firstRecord(head, {}), signal))
    .inputs;

describe('through the library', () => {
  const large = () => {
    const path = `${scratch}/large.log`;
    writeFileSync(path, showcase() + FILLER.repeat(10));
    return path;
  };

  test('a file is cut where the signal came', async () => {
    const { report } = await analyze(await found([large()]), stopAfter(4 << 20));
    const [source] = report.sources;
    expect(source && kinds(source)).toContain('interrupted');
    expect(source?.bytes).toBeGreaterThan(showcase().length);
    expect(source?.bytes).toBeLessThan(showcase().length + 10 * FILLER.length);
    expect(report.cycles).toHaveLength(6);
  });

  test('an archive is, and its other logs are not begun', async () => {
    const script =
      'mkdir a b && cp "$0" a/nova-compute.log && (cat "$0"; echo) > b/nova-compute.log && tar czf logs.tar.gz a b';
    execFileSync('sh', ['-c', script, SHOWCASE], { cwd: scratch });
    const controller = new AbortController();
    const inputs = await found([`${scratch}/logs.tar.gz`]);
    expect(inputs).toHaveLength(2);
    const { report } = await analyze(inputs, {
      signal: controller.signal,
      listen: () => ({ over: () => controller.abort() }),
    });
    expect(report.sources.map(({ gaps }) => gaps.map(({ detail }) => detail))).toEqual([
      ['the reading was interrupted before its end'],
      ['the reading was interrupted before it began'],
    ]);
    expect(report.summary.partial).toBe(true);
  });

  test('a signal given before leaves every source unread', async () => {
    const signal = AbortSignal.abort();
    const { report, nothingRecognised } = await analyze(await found([SHOWCASE], signal), {
      signal,
    });
    expect(nothingRecognised).toBe(true);
    expect(report.sources).toMatchObject([
      { path: SHOWCASE, bytes: 0, gaps: [{ kind: 'interrupted' }] },
    ]);
  });

  test('a signal that comes after the end changes nothing', async () => {
    const controller = new AbortController();
    const inputs = await found([SHOWCASE]);
    const { report } = await analyze(inputs, { signal: controller.signal });
    controller.abort();
    expect(report).toEqual((await analyze(inputs)).report);
  });

  test('a line that did not come to its end says nothing', async () => {
    const controller = new AbortController();
    const [attach = '', ...others] = keyOverNbd(nova('2012.1')).filter((line) =>
      line.includes('qemu-nbd -c'),
    );
    expect(others).toEqual([]);
    const input: Input = {
      path: 'nova-compute.log',
      async *open() {
        yield Buffer.from(`${FILLER.slice(0, 80)}${attach.slice(0, -20)}`);
        controller.abort();
        await new Promise(() => {});
      },
    };
    const { report } = await analyze([input], { signal: controller.signal });
    expect(report.cycles).toEqual([]);
    expect(report.sources[0]?.lines).toBe(1);
  });

  test('that injection is off is not concluded from a part', async () => {
    const before = (await analyze(await found([SHOWCASE]))).report;
    const after = await analyze(await found([SHOWCASE]));
    const none = { ...after.report, cycles: [] };
    const partial = { ...none, summary: { ...none.summary, partial: true as const } };
    expect(switchedOff(before, { ...after, report: none }).verdict).toBe('worked');
    expect(switchedOff(before, { ...after, report: partial }).verdict).toBe('unknown');
  });
});

test('threads stop, too', async () => {
  const { analyze: built, findInputs: find } = (await import(
    `${root}dist/index.js`
  )) as typeof import('../src/index.ts');
  const path = `${scratch}/large.log`;
  writeFileSync(path, showcase() + FILLER.repeat(25));
  const size = showcase().length + 25 * FILLER.length;
  const { inputs } = await find([path], (async function* () {})(), (head) => firstRecord(head, {}));
  const { report } = await built(inputs, { threads: 2, ...stopAfter(1 << 24) });
  const [source] = report.sources;
  expect(source && kinds(source)).toContain('interrupted');
  expect(source?.bytes).toBeLessThan(size);
});
