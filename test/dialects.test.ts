// Line layouts: each reads its own samples, none claims another's, and what the sieve takes for the
// head of a record is one.

import { describe, expect, test } from 'vitest';
import { bare } from '../src/dialects/bare.ts';
import { dialects, fallback, headOf } from '../src/dialects/index.ts';
import { requestIdOf } from '../src/dialects/oslo-text.ts';
import { readTime } from '../src/dialects/times.ts';
import { fixtures, linesOf } from './support.ts';

const recordHead = headOf(dialects);

const COLOUR = /\x1b\[[0-9;]*m/g;

function isHead(line: string): boolean {
  recordHead.lastIndex = 0;
  return recordHead.test(line);
}

/** What reads a line when no layout is known yet. */
const readerOf = (line: string) => dialects.find((dialect) => dialect.read(line) !== null);

describe('samples', () => {
  for (const { id, samples, read } of dialects) {
    test.each(samples)(`${id} reads its own: %.60s`, (sample) => {
      expect(read(sample)).not.toBeNull();
    });

    test.each(samples)(`no other dialect claims %.60s`, (sample) => {
      const claiming = dialects.filter((dialect) => dialect.read(sample) !== null);
      const ids = claiming.map((dialect) => dialect.id);
      // What a tool puts in front may be taken for an odd date, so the paste is tried before.
      expect(id === 'paste' ? ids.filter((other) => other !== 'oslo-text') : ids).toEqual([id]);
      expect(ids[0]).toBe(id);
    });
  }

  test('every dialect has one', () => {
    for (const { samples } of [...dialects, fallback]) expect(samples.length).toBeGreaterThan(0);
  });

  test('ids are unique', () => {
    const ids = [...dialects, fallback].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('a bare command is of no layout', () => {
    for (const sample of bare.samples) {
      expect(readerOf(sample)).toBeUndefined();
      expect(fallback.read(sample)).toMatchObject({ kind: 'bare', message: sample, logger: null });
    }
  });
});

describe('heads', () => {
  const samples = dialects.flatMap((dialect) => dialect.samples);

  test('each line that looks like one is read as a record', () => {
    const lines = [...samples, ...fixtures().flatMap(({ bytes }) => linesOf(bytes))];
    const heads = lines.filter(isHead);
    expect(heads.length).toBeGreaterThan(500);
    for (const line of heads) {
      const plain = line.replace(COLOUR, '').replace(/\r$/, '');
      expect(readerOf(plain)?.read(plain), line.slice(0, 120)).toMatchObject({ kind: 'record' });
    }
  });

  test('a traceback line is none', () => {
    expect(
      isHead('2012-05-14 09:21:08 TRACE nova.rpc.amqp Traceback (most recent call last):'),
    ).toBe(false);
    expect(
      isHead(
        '2016-05-20 08:01:02.004 4711 ERROR nova.compute.manager [instance: 3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21] Traceback (most recent call last):',
      ),
    ).toBe(false);
  });

  test('the continuation of a message is none', () => {
    for (const line of [
      'Exit code: 32',
      "Stdout: ''",
      '  File "x.py", line 1, in y',
      '',
      'DEBUG',
    ]) {
      expect(isHead(line)).toBe(false);
    }
  });

  test('colour codes in front do not hide one', () => {
    expect(isHead('\x1b[00;32mDEBUG nova.utils [-] Result was 0')).toBe(true);
  });
});

describe('the request id', () => {
  test('is the first word of the context', () => {
    expect(requestIdOf('req-6f3d1c2e-8a0b-4c55-9d1f-2b7a4e9c0d11 user project')).toBe(
      'req-6f3d1c2e-8a0b-4c55-9d1f-2b7a4e9c0d11',
    );
  });

  test('is the second where a global id comes first', () => {
    expect(requestIdOf('req-0e0e6b1c-1111-4a7b-8a38-0f2c4a6e7b90 req-6f3d1c2e user')).toBe(
      'req-6f3d1c2e',
    );
    expect(requestIdOf('None req-6f3d1c2e user')).toBe('req-6f3d1c2e');
  });

  test('is none without a context', () => {
    expect(requestIdOf('-')).toBeNull();
    expect(requestIdOf('')).toBeNull();
  });
});

describe('timestamps', () => {
  const ms = (text: string) => readTime(text)?.ms;

  test.each([
    ['2012-05-14 09:21:07', '2012-05-14T09:21:07Z', 0],
    ['2013-06-20 11:45:01.123', '2013-06-20T11:45:01.123Z', 3],
    ['2012-05-14 09:21:07,123', '2012-05-14T09:21:07.123Z', 3],
    ['2013-06-20T11:45:01.123456', '2013-06-20T11:45:01.123Z', 3],
    ['06/May/2012 18:38:30', '2012-05-06T18:38:30Z', 0],
  ])('%s', (text, iso, digits) => {
    expect(readTime(text)).toMatchObject({ digits, offset: null });
    expect(Math.floor(ms(text) ?? 0)).toBe(Date.parse(iso));
  });

  test('an offset is kept as printed, with a colon', () => {
    expect(readTime('2013-06-20T11:45:01+0200')?.offset).toBe('+02:00');
    expect(readTime('2013-06-20T11:45:01Z')?.offset).toBe('Z');
  });

  test('a day that does not exist is none', () => {
    expect(readTime('2013-02-30 11:45:01')).toBeNull();
    expect(readTime('06/Foo/2012 18:38:30')).toBeNull();
  });

  test('a date that can be read two ways is left unread', () => {
    expect(readTime('03/04/2012 11:45:01')).toBeNull();
  });
});
