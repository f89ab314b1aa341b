// However the bytes arrive, the report is the same.

import { describe, expect, test } from 'vitest';
import type { Report } from '../src/model.ts';
import {
  chance,
  fixture,
  fixtures,
  keyOverNbd,
  nova,
  randomCuts,
  reportOn,
  toBytes,
} from './support.ts';

const SLOW = 60_000;

/** A few kilobytes with a message over several lines, another host's word and a failure. */
function small(): Buffer {
  const log = nova('2012.1');
  const next = nova('2012.1', {
    request: 'req-next',
    uuid: 'b0b40dff-43d0-4005-9b84-2233050bc550',
  });
  return toBytes([
    ...keyOverNbd(log).slice(0, 5),
    next.announced('key'),
    next.attach('/dev/nbd14', '/var/lib/nova/instances/ünïcode/disk'),
    next.ignored('\n--\nnbd device /dev/nbd14 did not show up\n--\nunknown guestmount error'),
    log.running(),
  ]);
}

const bytesOf = async (text: Uint8Array, cuts: readonly number[] = []) =>
  JSON.stringify(await reportOn(text, cuts));

describe('a log of a few kilobytes', () => {
  test(
    'cut in two at every byte',
    async () => {
      const bytes = small();
      const whole = await bytesOf(bytes);
      for (let cut = 1; cut < bytes.length; cut += 1) {
        if ((await bytesOf(bytes, [cut])) !== whole) expect.unreachable(`differs at ${cut}`);
      }
      expect(bytes.length).toBeGreaterThan(2000);
    },
    SLOW,
  );

  test('byte by byte', async () => {
    const bytes = small();
    const every = Array.from({ length: bytes.length }, (_, index) => index);
    expect(await bytesOf(bytes, every)).toBe(await bytesOf(bytes));
  });

  test('without its last newline', async () => {
    const bytes = small();
    const report = await reportOn(bytes.subarray(0, -1));
    expect(withoutSizes(report)).toEqual(withoutSizes(await reportOn(bytes)));
    expect(report.sources[0]?.bytes).toBe(bytes.length - 1);
  });
});

describe('fixtures', () => {
  test('the excerpt, cut in two at every byte', async () => {
    const { bytes } = fixture('excerpt.log');
    const whole = await bytesOf(bytes);
    for (let cut = 1; cut < bytes.length; cut += 1) expect(await bytesOf(bytes, [cut])).toBe(whole);
  });

  for (const [index, { name, bytes }] of fixtures().entries()) {
    test(`${name} in random chunks: seed ${index}`, async () => {
      const whole = await bytesOf(bytes);
      const random = chance(index);
      for (const count of [1, 7, 300]) {
        expect(await bytesOf(bytes, randomCuts(random, bytes.length, count))).toBe(whole);
      }
    });

    test(`${name} with carriage returns`, async () => {
      const crlf = Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
      expect(withoutSizes(await reportOn(crlf))).toEqual(withoutSizes(await reportOn(bytes)));
    });
  }
});

/** A report without what the length of a terminator changes. */
function withoutSizes(report: Report): unknown {
  return JSON.parse(
    JSON.stringify(report, (key, value) =>
      key === 'offset' || key === 'bytes' ? undefined : value,
    ),
  );
}
