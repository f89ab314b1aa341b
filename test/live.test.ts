// Logs that are still written to: each cycle is told when it is over, whatever is done to the files meanwhile, and
// a reading that is put down is taken up where it was.

import { type ChildProcess, spawn } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { parse } from 'devalue';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { firstOf } from '../src/sources/index.ts';
import { runTool } from './running.ts';
import { build, fixture, fixtures, keyOverNbd, linesOf, nova, root } from './support.ts';

let scratch = '';
let log = '';
const children: Live[] = [];
beforeAll(() => build(), 300_000);
beforeEach(() => {
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-live-`);
  log = `${scratch}/nova-compute.log`;
});
afterEach(async () => {
  for (const one of children.splice(0)) {
    one.child.kill('SIGKILL');
    await one.ended;
  }
  rmSync(scratch, { recursive: true, force: true });
});

interface Live {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  out(): string;
  err(): string;
}

/** Starts the tool; it runs until it is told to stop. */
function start(args: readonly string[]): Live {
  const child = spawn(process.execPath, [`${root}bin/inject-trace.js`, ...args], { cwd: scratch });
  let out = '';
  let err = '';
  child.stdout.on('data', (piece: Buffer) => {
    out += piece;
  });
  child.stderr.on('data', (piece: Buffer) => {
    err += piece;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const one = { child, ended, out: () => out, err: () => err };
  children.push(one);
  return one;
}

/** Waits as long as it takes: a test that waits in vain runs out of time. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20);
}

interface Line {
  readonly kind: string;
  readonly id: string;
}

const lines = (text: string): readonly Line[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

const idsOf = (text: string) =>
  lines(text)
    .filter(({ kind }) => kind === 'cycle')
    .map(({ id }) => id);

/** What does not depend on the name a file has by then. */
const told = (text: string) =>
  lines(text)
    .filter(({ kind }) => kind === 'cycle' || kind === 'finding')
    .map(({ cited, ...line }: Line & { readonly cited?: unknown }) => JSON.stringify(line))
    .sort();

const readSafe = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** A build with an injection; each is another instance. */
function injection(number: number): string {
  const hex = number.toString(16).padStart(8, '0');
  const uuid = `${hex}-90e7-4c7d-8f0b-6a5b1f0c9e21`;
  const options = { uuid, name: `instance-${hex}`, request: `req-${uuid}`, start: number * 60 };
  const own = nova('2012.1', options);
  return [own.starting(), ...keyOverNbd(own), own.spawned(), ''].join('\n');
}

const injections = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => injection(from + at)).join('');

const FOLLOW = ['--follow', '--format', 'ndjson'];

describe('following', () => {
  test('tells a cycle when it is over, and waits for a log that is not there', async () => {
    const live = start([...FOLLOW, `${scratch}/later/nova-compute.log`]);
    await until(() => live.err() !== '');
    expect(live.err()).toMatch(/later\/nova-compute\.log: no such file; waiting for it\n$/);
    mkdirSync(`${scratch}/later`);
    writeFileSync(`${scratch}/later/nova-compute.log`, injection(1));
    await until(() => idsOf(live.out()).length === 1);
    appendFileSync(`${scratch}/later/nova-compute.log`, injection(2));
    await until(() => idsOf(live.out()).length === 2);
    live.child.kill('SIGINT');
    expect(await live.ended).toBe(130);
    expect(lines(live.out()).at(-1)).toMatchObject({ kind: 'summary', cycles: 2 });
  });

  const turns: Readonly<Record<string, () => void>> = {
    'moved away': () => renameSync(log, `${log}.1`),
    'copied and truncated': () => {
      copyFileSync(log, `${log}.1`);
      truncateSync(log);
    },
    deleted: () => rmSync(log),
    'made anew': () => {
      rmSync(log);
      writeFileSync(log, '');
    },
  };
  test.each(Object.entries(turns))('goes on when the log is %s', async (_, turn) => {
    writeFileSync(log, injections(0, 3));
    const live = start([...FOLLOW, log]);
    await until(() => idsOf(live.out()).length === 3);
    turn();
    appendFileSync(log, injections(3, 6));
    await until(() => idsOf(live.out()).length === 6);
    expect(new Set(idsOf(live.out())).size).toBe(6);
    expect(live.err()).toBe('');
  });

  test('a cycle goes over a rotation', async () => {
    const whole = injection(1);
    const middle = whole.indexOf('\n', whole.length / 2) + 1;
    writeFileSync(log, whole.slice(0, middle));
    const live = start([...FOLLOW, log]);
    await sleep(500);
    renameSync(log, `${log}.1`);
    writeFileSync(log, whole.slice(middle));
    await until(() => idsOf(live.out()).length === 1);
    const cycle = lines(live.out()).find(({ kind }) => kind === 'cycle');
    expect(cycle).toMatchObject({ kind: 'cycle', outcome: 'completed', cited: [{}, {}] });
  });

  test('several logs, each to its own host', async () => {
    const other = `${scratch}/other.log`;
    writeFileSync(log, injection(1));
    writeFileSync(other, injection(2));
    const live = start([...FOLLOW, '--host', `${other}=cn2`, log, other]);
    await until(() => idsOf(live.out()).length === 2);
    expect(live.out()).toContain('"host":"cn2"');
    renameSync(other, `${other}.1`);
    writeFileSync(other, injection(3));
    await until(() => idsOf(live.out()).length === 3);
    live.child.kill('SIGTERM');
    await live.ended;
    // Each when it was read, so none of the first one before its end.
    const sources = lines(live.out()).filter(({ kind }) => kind === 'source');
    expect(sources).toMatchObject([
      { path: log, lines: injection(1).split('\n').length - 1 },
      { path: other, lines: injection(2).split('\n').length - 1 },
      { path: other, lines: injection(3).split('\n').length - 1 },
    ]);
  });

  test('standard input, to its end', async () => {
    const live = start([...FOLLOW, '-']);
    live.child.stdin?.write(injection(1));
    await until(() => idsOf(live.out()).length === 1);
    live.child.stdin?.end(injection(2));
    expect(await live.ended).toBe(0);
    expect(idsOf(live.out())).toHaveLength(2);
    expect(lines(live.out()).at(-1)?.kind).toBe('summary');
  });

  test('tells of a cycle that stays open, and at the end that it does', async () => {
    const whole = injection(1);
    writeFileSync(log, whole.slice(0, whole.indexOf('umount')));
    const live = start(['--follow', '--idle', '1', log]);
    await until(() => live.out() !== '');
    expect(live.out().replace(/\s+/g, ' ')).toMatch(
      /^still open after \d+ s without a line: \S*instance-00000001\/disk/,
    );
    live.child.kill('SIGTERM');
    expect(await live.ended).toBe(130);
    expect(live.out()).toContain('incomplete');
    expect(live.out()).toMatch(/^1 injection in 1 cycle: 1 incomplete/m);
  });

  test('a terminal that hangs up does not end it, a second signal does at once', async () => {
    writeFileSync(log, injection(1));
    const live = start([...FOLLOW, log]);
    await until(() => idsOf(live.out()).length === 1);
    live.child.kill('SIGHUP');
    appendFileSync(log, injection(2));
    await until(() => idsOf(live.out()).length === 2);
    live.child.kill('SIGINT');
    live.child.kill('SIGINT');
    expect(await live.ended).toBe(130);
  });
});

describe('a state', () => {
  const keep = ['--state', 'state.json', '--format', 'ndjson', '-o', 'told.ndjson'];
  const run = (...args: readonly string[]) => runTool([...keep, ...args, log], { cwd: scratch });
  const toldSoFar = () => readSafe(`${scratch}/told.ndjson`);

  test('tells each cycle once over any number of runs', () => {
    const text = injections(0, 6);
    const cuts = [0, 700, 701, 5000, text.length >> 1, text.length - 1, text.length];
    for (const [at, from] of cuts.slice(0, -1).entries()) {
      appendFileSync(log, text.slice(from, cuts[at + 1]));
      expect(run()).toMatchObject({ status: 0, stderr: '' });
    }
    expect(told(toldSoFar())).toEqual(told(runTool(['--format', 'ndjson', log]).stdout));
  });

  test.each(fixtures('releases/').slice(0, 12))(
    'put down anywhere in $name tells what one run does',
    async ({ bytes, name }) => {
      const text = linesOf(bytes);
      const at = Math.floor(text.length * 0.4);
      writeFileSync(
        log,
        text
          .slice(0, at)
          .map((line) => `${line}\n`)
          .join(''),
      );
      run();
      appendFileSync(
        log,
        text
          .slice(at)
          .map((line) => `${line}\n`)
          .join(''),
      );
      run();
      const whole = lines(runTool(['--format', 'ndjson', log]).stdout);
      // What the end of the log leaves open stays open here.
      const closed = new Set(
        whole
          .filter(
            (one) => one.kind === 'cycle' && !('outcome' in one && one.outcome === 'incomplete'),
          )
          .map(({ id }) => id),
      );
      const ids = idsOf(toldSoFar());
      expect(new Set(ids).size, name).toBe(ids.length);
      for (const id of ids) expect(closed.has(id) || whole.some((one) => one.id === id)).toBe(true);
    },
  );

  const between: Readonly<Record<string, () => void>> = {
    'moved away': () => renameSync(log, `${log}.1`),
    'moved twice': () => {
      renameSync(log, `${log}.2`);
      writeFileSync(`${log}.1`, injections(3, 5));
    },
    'moved and packed': () => {
      writeFileSync(`${log}.1.gz`, gzipSync(readFileSync(log)));
      rmSync(log);
    },
    'copied and truncated': () => {
      copyFileSync(log, `${log}.1`);
      truncateSync(log);
    },
  };
  test.each(Object.entries(between))('goes on where the log was %s meanwhile', (how, turn) => {
    writeFileSync(log, injections(0, 2));
    run();
    appendFileSync(log, injections(2, 3));
    turn();
    appendFileSync(log, injections(how === 'moved twice' ? 5 : 3, 8));
    expect(run()).toMatchObject({ status: 0, stderr: '' });
    expect(idsOf(toldSoFar())).toHaveLength(8);
    expect(new Set(idsOf(toldSoFar())).size).toBe(8);
  });

  test('says so when what it read last is gone', () => {
    writeFileSync(log, injections(0, 2));
    run();
    writeFileSync(log, injections(5, 7));
    const again = run();
    expect(again.status).toBe(4);
    expect(again.stderr).toMatch(/the file that was read last is gone/);
    expect(idsOf(toldSoFar())).toHaveLength(4);
  });

  test('killed at any moment, tells each cycle once', async () => {
    const total = 60;
    const text = linesOf(Buffer.from(injections(0, total)));
    const each = Math.ceil(text.length / 6);
    for (let at = 0; at < 6; at += 1) {
      const live = start(['--follow', ...keep, log]);
      // Before it began nothing can be known.
      if (at === 0) await until(() => existsSync(`${scratch}/state.json`));
      const piece = text.slice(at * each, (at + 1) * each);
      const half = piece.length >> 1;
      appendFileSync(
        log,
        piece
          .slice(0, half)
          .map((line) => `${line}\n`)
          .join(''),
      );
      await sleep(300 + at * 230);
      live.child.kill('SIGKILL');
      await live.ended;
      if (at === 3) renameSync(log, `${log}.1`);
      appendFileSync(
        log,
        piece
          .slice(half)
          .map((line) => `${line}\n`)
          .join(''),
      );
    }
    run();
    const whole = runTool(['--format', 'ndjson', `${log}.1`, log]).stdout;
    expect(idsOf(toldSoFar())).toHaveLength(total);
    expect(told(toldSoFar())).toEqual(told(whole));
  });

  test('what is no state, a damaged one and one of other logs are refused and left alone', () => {
    writeFileSync(log, injection(1));
    const refuse = (content: string, message: RegExp) => {
      writeFileSync(`${scratch}/state.json`, content);
      const ran = run();
      expect(ran).toMatchObject({ status: 2, stdout: '' });
      expect(ran.stderr).toMatch(message);
      expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(readFileSync(`${scratch}/state.json`, 'utf8')).toBe(content);
    };
    refuse(
      '{"my": "file"}\n',
      /--state state\.json: is no state of inject-trace; it was left as it is/,
    );
    refuse('', /is no state/);
    rmSync(`${scratch}/state.json`);
    run();
    const good = readFileSync(`${scratch}/state.json`, 'utf8');
    refuse(good.replace('nova-compute', 'nova-comqute'), /is damaged/);
    refuse(good.replace('state/2', 'state/99'), /is a state of another version/);
    writeFileSync(`${scratch}/state.json`, good);
    const other = runTool([...keep, 'other.log'], { cwd: scratch });
    expect(other.stderr).toMatch(/was kept with other logs/);
    expect(other.status).toBe(2);
  });

  test('keeps a quote that is cut inside a character', () => {
    const text = linesOf(Buffer.from(injection(1)));
    const cut = text.findIndex((line) => line.includes('qemu-nbd -c'));
    const [before = '', after = ''] = text[cut]?.split('/disk') ?? [];
    const quoted = `${before}/${'x'.repeat(998 - before.length)}😀/disk${after}`;
    const all = text.with(cut, quoted).map((line) => `${line}\n`);
    for (const part of [all.slice(0, cut + 1), all.slice(cut + 1)]) {
      appendFileSync(log, part.join(''));
      expect(run().status).toBe(0);
    }
    expect(toldSoFar()).toContain('x\\ud83d…');
    expect(told(toldSoFar())).toEqual(told(runTool(['--format', 'ndjson', log]).stdout));
  });

  test('is no larger for more instances, once there were many', () => {
    const sizeAfter = (from: number, to: number) => {
      appendFileSync(log, injections(from, to));
      expect(run().status).toBe(0);
      return statSync(`${scratch}/state.json`).size;
    };
    const size = sizeAfter(0, 1100);
    // But for a few bytes of each, by which it is counted once.
    expect(sizeAfter(1100, 2200)).toBeLessThan(1.05 * size);
    const all = runTool(['--format', 'ndjson', log]).stdout;
    expect(told(toldSoFar())).toEqual(told(all));
    expect(lines(all).at(-1)).toMatchObject({ kind: 'summary', instances: 2200 });
  });

  test('is for its owner alone, and nothing else is left beside it', () => {
    writeFileSync(log, injection(1));
    // As a run leaves it that was killed while it wrote.
    writeFileSync(`${scratch}/.state.json.0123456789ab`, '');
    run();
    expect(statSync(`${scratch}/state.json`).mode & 0o777).toBe(0o600);
    expect(readdirSync(scratch).sort()).toEqual(['nova-compute.log', 'state.json', 'told.ndjson']);
  });

  test('two runs on one state: the later stops the earlier', async () => {
    writeFileSync(log, injection(1));
    const live = start(['--follow', ...keep, log]);
    await until(() => existsSync(`${scratch}/state.json`));
    run();
    appendFileSync(log, injection(2));
    expect(await live.ended).toBe(2);
    expect(live.err()).toMatch(/was written by another run/);
  });
});

test.each([
  [['--follow', '--format', 'json'], /--format json: --follow tells cycles one by one/],
  [['--follow', '-o', 'report.html'], /--follow writes only \.ndjson/],
  [['--follow', '--redact'], /--redact needs the whole log/],
  [['--state', 's', '--since', '2012-05-10'], /--since needs the whole log/],
  [['--follow', '--idle', 'soon'], /--idle soon: not a number of seconds/],
  [['--idle', '5'], /--idle is for --follow/],
])('%j is refused', (flags, message) => {
  const ran = runTool([...flags, fixture('excerpt.log').path], { cwd: scratch });
  expect(ran).toMatchObject({ status: 2, stdout: '' });
  expect(ran.stderr).toMatch(message);
});

test('what cannot be followed is refused: a directory, a packed log, standard input with a state', () => {
  writeFileSync(`${log}.gz`, gzipSync(injection(1)));
  expect(runTool(['--follow', scratch]).stderr).toMatch(/is no file/);
  expect(runTool(['--follow', `${log}.gz`]).stderr).toMatch(/is packed \(gzip\)/);
  expect(runTool(['--state', `${scratch}/s`, '-']).stderr).toMatch(/cannot be read again/);
});

describe('a pipe into a terminal', () => {
  const piece = (text: string) => Buffer.from(text);

  test('that stays open is told so, and loses nothing', async () => {
    let release = () => {};
    const later = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = async function* () {
      yield piece('a\n');
      yield piece('b\n');
      await later;
      yield piece('c\n');
    };
    const { bytes, staysOpen } = await firstOf(slow());
    expect(staysOpen).toBe(true);
    release();
    expect(await textOf(bytes)).toBe('a\nb\nc\n');
  });

  test('that ends, or brings much, is no such', async () => {
    const ending = async function* () {
      yield piece('a\n');
    };
    const much = async function* () {
      for (let at = 0; at < 40; at += 1) yield Buffer.alloc(1 << 16, 'x');
      await new Promise(() => {});
    };
    const first = await firstOf(ending());
    expect(first.staysOpen).toBe(false);
    expect(await textOf(first.bytes)).toBe('a\n');
    expect((await firstOf(much())).staysOpen).toBe(false);
  });
});

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of bytes) pieces.push(Buffer.from(chunk));
  return Buffer.concat(pieces).toString();
}

describe('a state that was kept', () => {
  const lines = linesOf(fixture('showcase.log').bytes);
  /** Kept when so many lines had been read. */
  const READ = 110;
  const kept = (version: number) => readFileSync(`${root}fixtures/states/${version}.json`, 'utf8');
  const LATEST = 2;
  const shape = (text: string) => shapeOf(parse(text.split('\n', 2)[1] ?? ''));
  const shapeNow = () => shape(readFileSync(`${scratch}/state.json`, 'utf8'));
  const write = (count: number) =>
    writeFileSync(
      log,
      lines
        .slice(0, count)
        .map((line) => `${line}\n`)
        .join(''),
    );
  const run = () =>
    runTool(['--state', 'state.json', '--format', 'ndjson', 'nova-compute.log'], { cwd: scratch });

  test.each([1, 2])('by version %i is gone on from: the rest is the same', (version) => {
    write(READ);
    const before = run().stdout;
    const state = readFileSync(`${scratch}/state.json`);
    write(lines.length);
    const after = run().stdout;
    writeFileSync(`${scratch}/state.json`, kept(version));
    expect(run()).toEqual({ status: 0, stdout: after, stderr: '' });
    expect(idsOf(before).length + idsOf(after).length).toBe(6);
    expect(state.length).toBeGreaterThan(0);
  });

  test('by version 1 has nothing any more that the latest does not keep', () => {
    write(READ);
    writeFileSync(`${scratch}/state.json`, kept(1));
    expect(run()).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(shape(kept(LATEST))).toEqual(expect.arrayContaining([...shapeNow()]));
  });

  // A key more or less, and what was kept before can no longer be read: its schema then gets another number.
  test('by this version has the shape of the latest', () => {
    write(READ);
    run();
    expect(shapeNow()).toEqual(shape(kept(LATEST)));
  });
});

/** The keys of objects, at any depth; each object once. */
function shapeOf(value: unknown, seen = new Set<unknown>(), at = ''): readonly string[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  const isList = Array.isArray(value) || value instanceof Set || value instanceof Map;
  const inner: (readonly [string, unknown])[] = isList
    ? [...value].flat().map((one) => [`${at}[]`, one] as const)
    : Object.entries(value).map(([key, one]) => [`${at}.${key}`, one] as const);
  const paths = inner.flatMap(([path, one]) => [path, ...shapeOf(one, seen, path)]);
  return [...new Set(paths)].sort();
}
