// Lines broken at a fixed width are put together again where that is sure, and left alone elsewhere.

import { describe, expect, test } from 'vitest';
import type { Report } from '../src/model.ts';
import {
  chance,
  evidenceIn,
  fixture,
  fixtures,
  keyOverNbd,
  linesOf,
  type Nova,
  nova,
  opened,
  randomCuts,
  reportOn,
  toBytes,
} from './support.ts';

type Wrap = (line: string, width: number) => readonly string[];

/** A terminal's copy, `fold`. */
const atColumns: Wrap = (line, width) => line.match(new RegExp(`.{1,${width}}`, 'g')) ?? [''];

/** Mail: with the last word that fits; a word longer than a line stands alone. */
const atWords: Wrap = (line, width) => {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const [first = '', ...words] = line.slice(indent.length).split(' ');
  const made = [indent + first];
  for (const word of words) {
    const above = made.at(-1) ?? '';
    if (above.length + 1 + word.length > width) made.push(word);
    else made[made.length - 1] = `${above} ${word}`;
  }
  return made;
};

/** As Python's textwrap: at hyphens between letters, too. */
const atHyphens: Wrap = (line, width) => {
  const made = [''];
  for (const part of line.split(/(?<= )|(?<=[A-Za-z]{2}-)(?=[A-Za-z]{2})/)) {
    const above = made.at(-1) ?? '';
    if (above.length + part.trimEnd().length > width) made.push(part);
    else made[made.length - 1] = above + part;
  }
  return made.map((one) => one.trimEnd());
};

/** `fold -s`, and flowed mail: the blank stays at the end of the line. */
const behindBlanks: Wrap = (line, width) => {
  const made: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const at = rest.lastIndexOf(' ', width - 1) + 1 || width;
    made.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...made, rest];
};

const withoutBlanks: Wrap = (line, width) => atColumns(line, width).map((one) => one.trimEnd());

const quoted =
  (wrap: Wrap): Wrap =>
  (line, width) =>
    wrap(line, width).map((one) => `> ${one}`);

const wraps: Readonly<Record<string, Wrap>> = {
  'at columns': atColumns,
  'at columns, blanks at the end lost': withoutBlanks,
  'at words': atWords,
  'at words and hyphens': atHyphens,
  'behind blanks': behindBlanks,
  'at columns, then quoted': quoted(atColumns),
  'at words, then quoted': quoted(atWords),
};
const WIDTHS = [72, 80, 100, 120];

const cyclesOf = ({ cycles }: Report): unknown =>
  JSON.parse(JSON.stringify(cycles, (key, value) => (key === 'evidence' ? undefined : value)));

const wrapped = (lines: readonly string[], wrap: Wrap, width: number) =>
  lines.flatMap((line) => wrap(line, width));

const logs = fixtures('releases/').filter(({ name }) =>
  /2012\.1\/|2014\.1\/|26\.2\.2\//.test(name),
);

describe.each(Object.entries(wraps))('broken %s', (_, wrap) => {
  test.each(WIDTHS)('at %i', async (width) => {
    expect(logs.length).toBeGreaterThan(5);
    for (const { name, bytes } of logs) {
      const lines = linesOf(bytes);
      const whole = await reportOn(lines);
      const report = await reportOn(wrapped(lines, wrap, width));
      expect(cyclesOf(report), name).toEqual(cyclesOf(whole));
      expect(report.releases.map(({ series }) => series)).toEqual(
        whole.releases.map(({ series }) => series),
      );
    }
  });
});

describe('in other layouts', () => {
  test.each([
    ['2013.2/json.log', atColumns],
    ['2013.2/json.log', withoutBlanks],
    ['2012.2/syslog.log', atColumns],
    ['2012.2/syslog.log', atWords],
    ['2012.2/syslog.log', behindBlanks],
  ])('%s', async (name, wrap) => {
    const lines = linesOf(fixture(`releases/${name}`).bytes);
    const report = await reportOn(wrapped(lines, wrap, 100));
    expect(cyclesOf(report)).toEqual(cyclesOf(await reportOn(lines)));
  });
});

/** More than what always passes the sieve, then a cycle. */
const long = (log: Nova) => [
  ...Array.from({ length: 80 }, (_, index) => log.say('INFO', 'nova.x', `a message, no. ${index}`)),
  ...keyOverNbd(log),
  log.running(),
];

describe('a wrapped record', () => {
  const lines = wrapped(long(nova('2014.1')), atColumns, 72);

  test('is quoted by its first line, and counted with all', async () => {
    const report = await reportOn(lines);
    expect(report.cycles).toMatchObject([{ handler: 'nbd', device: '/dev/nbd15' }]);
    const quotes = evidenceIn(report.cycles);
    expect(quotes.length).toBeGreaterThan(5);
    for (const { line, text } of quotes) expect(text).toBe(lines[line - 1]);
    expect(report.summary.unrecognisedLines).toBe(0);
    const alone = await reportOn(wrapped(keyOverNbd(nova('2014.1')), atColumns, 72));
    expect(alone.sources[0]?.recognisedLines).toBe(alone.sources[0]?.lines);
  });

  test('is found however the bytes arrive', async () => {
    const bytes = toBytes(lines);
    const whole = JSON.stringify(await reportOn(bytes));
    const random = chance(7);
    for (let round = 0; round < 5; round += 1) {
      const cuts = randomCuts(random, bytes.length, 30);
      expect(JSON.stringify(await reportOn(bytes, cuts))).toBe(whole);
    }
  });

  test('shows nothing of a secret that its first line breaks off', async () => {
    const log = nova('2014.1');
    const error =
      "Unexpected error while running command.#012Stdout: u'hunter2 is the password of root, and that is long'#012Stderr: u''";
    const syslog = [...keyOverNbd(log), log.ignored(error)].map(
      (line) => `Jun  3 09:00:00 compute-36 nova-compute: ${line}`,
    );
    const report = await reportOn(wrapped(syslog, atColumns, 250));
    expect(report.cycles[0]?.outcome).not.toBe('completed');
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });
});

describe('nothing is joined', () => {
  test('in the longest lines of a log, when one message is printed again and again', async () => {
    const error = 'Unexpected error while running a command that has no name\nsudo: no tty present';
    const lines = Array.from({ length: 6 }, (_, index) => {
      const uuid = `${index}c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21`;
      const log = nova('2014.1', { request: `req-${uuid}`, uuid, start: index * 60 });
      return [...opened(log, `/dev/nbd${index}`, `/tmp/tmp${index}`), log.ignored(error)];
    });
    const { cycles } = await reportOn(lines.flat());
    expect(cycles.map((cycle) => cycle.error)).toEqual(lines.map(() => error));
  });

  test.each([80, 120, 160])('where a pager cut the lines off at %i', async (width) => {
    const log = nova('2014.1');
    const lines = Array.from({ length: 8 }, (_, index) => [
      log.ignored(`error no. ${index}: ${'x'.repeat(index * 7)} command.\nstderr of ${index}`),
      log.ran(`kpartx -a /dev/nbd${index}`),
    ]).flat();
    const cut = lines.flatMap((line) => line.split('\n')).map((line) => line.slice(0, width));
    const apart = cut.flatMap((line, index) =>
      /^\d/.test(line) && /^\d/.test(cut[index + 1] ?? '0') ? [line] : [line, '  (end)'],
    );
    const commands = (await reportOn(cut)).cycles.flatMap(({ steps }) => steps);
    const expected = (await reportOn(apart)).cycles.flatMap(({ steps }) => steps);
    expect(commands.map(({ command }) => command)).toEqual(expected.map(({ command }) => command));
  });

  test('where lines were broken by hand', async () => {
    const lines = keyOverNbd(nova('2014.1')).flatMap((line, index) =>
      atWords(line, 60 + ((index * 29) % 70)),
    );
    const [cycle] = (await reportOn(lines)).cycles;
    expect(cycle?.steps ?? []).toEqual([]);
  });
});
