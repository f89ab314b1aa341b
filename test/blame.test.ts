// `blame`: what injecting cost, counted from times the log shows and no others.

import { describe, expect, test } from 'vitest';
import { blame } from '../src/commands/blame.ts';
import { ask, askJson } from './asking.ts';
import { closed, keyOverNbd, nova, opened, type Text, UUID } from './support.ts';

/** The nth of several instances, begun so many seconds after the first. */
const instance = (n: number, start: number) =>
  nova('2012.1', {
    uuid: `3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e${20 + n}`,
    name: `instance-000000${10 + n}`,
    request: `req-00000000-8a0b-4c55-9d1f-2b7a4e9c0d${20 + n}`,
    start,
  });
const costOf = (log: Text) => askJson(blame, { logs: { 'nova-compute.log': log } });
const textOf = (log: Text) => ask(blame, { logs: { 'nova-compute.log': log } });
/** Lines of several requests as one log has them. */
const merged = (...logs: readonly (readonly string[])[]) => logs.flat().sort();

/** An injection that takes so many seconds from its first line to its last. */
const lasting = (n: number, start: number, seconds: number) => {
  const [first = '', ...others] = keyOverNbd(instance(n, start));
  const last = keyOverNbd(instance(n, start + seconds - 10)).at(-1) ?? '';
  return [first, ...others.slice(0, -1), last];
};

describe('the spread', () => {
  test('is of the nearest rank: every percentile was measured', async () => {
    const seconds = [10, 11, 12, 40];
    const log = seconds.flatMap((each, n) => lasting(n, n * 100, each));
    expect((await costOf(log)).all).toEqual({
      count: 4,
      totalMs: 73_000,
      p50Ms: 11_000,
      p95Ms: 40_000,
      maxMs: 40_000,
    });
  });

  test('is told by instance and handler, the costliest first', async () => {
    const log = [...lasting(1, 0, 10), ...lasting(2, 100, 30)];
    const { instances, handlers, images } = await costOf(log);
    expect(instances.map((one: { totalMs: number }) => one.totalMs)).toEqual([30_000, 10_000]);
    expect(instances[0].instance.name).toBe('instance-00000012');
    expect(handlers).toMatchObject([{ name: 'nbd', count: 2, totalMs: 40_000 }]);
    expect(images).toMatchObject([{ count: 2, totalMs: 40_000 }]);
  });
});

describe('a step', () => {
  const log = nova('2014.1');
  const lines = [log.requested('key=***'), log.attach(), log.result(0), log.map(), log.mount()];

  test('costs what its result line tells, else at most the time to the next line', async () => {
    const { steps } = await costOf(lines);
    expect(steps).toMatchObject([
      { step: 'announce', basis: 'until-next', totalMs: 1000, notCounted: 0 },
      { step: 'attach', basis: 'ended', totalMs: 1000, notCounted: 0 },
      { step: 'map', basis: 'until-next', totalMs: 1000, notCounted: 0 },
    ]);
  });

  test('is cited where it is one of the costliest', async () => {
    const text = await textOf(lines);
    expect(text).toMatch(/ 1\.000s +attach +qemu-nbd -c \/dev\/nbd15$/m);
    expect(text).toMatch(/\/disk\s+\[nova-compute\.log:2\]$/m);
    expect(text).toMatch(/<=1\.000s +map +kpartx -a \/dev\/nbd15 \[nova-compute\.log:4\]$/m);
    expect(text).toContain('"until the next line": no line tells when these ended');
  });
});

describe('what the log does not support', () => {
  test('an injection whose end is missing is named, and not counted', async () => {
    const whole = instance(1, 0);
    const cut = instance(2, 100);
    const log = [...keyOverNbd(whole), cut.announced('key'), ...opened(cut)];
    const { all, notCounted } = await costOf(log);
    expect(all).toMatchObject({ count: 1 });
    expect(notCounted).toMatchObject([
      { instance: { name: 'instance-00000012' }, why: 'its end is not in the log' },
    ]);
    expect(await textOf(log)).toMatch(
      /not counted: 1 injection, its end is not in the log:\s+3c1d8a52\S+ \(instance-00000012\)/,
    );
  });

  test('lines without times give no number at all', async () => {
    const bare = keyOverNbd(instance(1, 0))
      .slice(1)
      .map((line) => line.replace(/.*rootwrap (.*) from .*/, '$1'));
    const text = await textOf(bare);
    expect(text).toContain('1 injection, none of which can be timed');
    expect(text).toContain('its lines have no times');
    expect(text).not.toMatch(/\ds\b/);
  });

  test('whole seconds are said to be that', async () => {
    expect(await textOf(keyOverNbd(instance(1, 0)))).toContain(
      '1 injection in whole seconds: each time is known to a second only',
    );
  });

  test('a log with both is shown with all it tells', async () => {
    const exact = nova('2013.2', { uuid: UUID, start: 300 });
    const text = await textOf([...keyOverNbd(instance(1, 0)), ...keyOverNbd(exact)]);
    expect(text).toContain('1 injection in whole seconds');
    expect(text).toContain('20.0s in all');
  });

  test('no injection at all is said', async () => {
    const quiet = instance(1, 0);
    const text = await textOf([quiet.starting(), quiet.spawned()]);
    expect(text).toContain('no injection in this log\n');
    expect(text).toContain('no nbd or loop device was seen in the log');
  });
});

describe('the share of the boot', () => {
  test('counts what lies between its start and its end', async () => {
    const log = instance(1, 0);
    const boot = [log.starting(), ...keyOverNbd(log), log.spawned()];
    const later = keyOverNbd(instance(1, 500));
    const { boots } = await costOf([...boot, ...later]);
    expect(boots).toMatchObject({ bootMs: 12_000, injectingMs: 10_000, notCounted: 0 });
  });

  test('leaves out a boot of which the start is missing, and says so', async () => {
    const log = instance(1, 0);
    const lines = [...keyOverNbd(log), log.spawned()];
    expect((await costOf(lines)).boots).toMatchObject({ boots: [], share: null, notCounted: 1 });
    expect(await textOf(lines)).toMatch(/spent injecting: not known; 1 not counted/);
  });
});

describe('the devices', () => {
  test('are counted at their peak, with the line that reached it', async () => {
    const log = merged(
      keyOverNbd(instance(1, 0), '/dev/nbd15'),
      keyOverNbd(instance(2, 5), '/dev/nbd14', '/tmp/tmpAAAAAA'),
      keyOverNbd(instance(3, 30), '/dev/nbd15', '/tmp/tmpBBBBBB'),
    );
    const [pool] = (await costOf(log)).pools;
    expect(pool.peak).toMatchObject({
      attached: 2,
      at: '2012-05-14T09:00:06',
      devices: ['/dev/nbd14', '/dev/nbd15'],
    });
    expect(pool.peak.evidence.text).toContain('qemu-nbd -c /dev/nbd14');
    // One alone from 1 to 6, from 10 to 15 and from 31 to 40; both from 6 to 10.
    expect(pool.msByAttached).toMatchObject({ 1: 19_000, 2: 4000 });
    expect(await textOf(log)).toContain('peak: 2 at 2012-05-14 09:00:06 (nbd14, nbd15)');
  });

  test('of a loop attach is the one the next command names', async () => {
    const log = nova('2014.1');
    const lines = [
      log.requested('key=***'),
      log.ran(`losetup --find --show ${log.disk}`),
      log.map('/dev/loop3'),
      log.mount('/dev/mapper/loop3p1'),
      log.unmount('/dev/mapper/loop3p1'),
      log.unmap('/dev/loop3'),
      log.ran('losetup --detach /dev/loop3'),
    ];
    const [pool] = (await costOf(lines)).pools;
    expect(pool.holds).toMatchObject([
      { device: '/dev/loop3', begin: 'attached', end: 'detached', evidence: [{ line: 2 }, {}] },
    ]);
  });

  test('observed to stay attached are counted until they are attached anew', async () => {
    const log = nova('2012.2');
    const left = [
      log.announced('key'),
      ...opened(log).flatMap((line) => [line, log.result(0)]),
      log.ran('umount /dev/mapper/nbd15p1'),
      log.result(1),
      log.spawned(),
    ];
    const next = (start: number, device: string) =>
      keyOverNbd(
        nova('2012.2', {
          uuid: '3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e99',
          name: 'instance-00000099',
          request: 'req-00000000-8a0b-4c55-9d1f-2b7a4e9c0d99',
          start,
        }),
        device,
        '/tmp/tmpCCCCCC',
      );
    const [beside] = (await costOf([...left, ...next(300, '/dev/nbd14')])).pools;
    expect(beside.holds[0].end).toBe('left-behind');
    expect(beside.peak.attached).toBe(2);
    const [anew] = (await costOf([...left, ...next(300, '/dev/nbd15')])).pools;
    expect(anew.peak.attached).toBe(1);
    expect(await textOf(left)).toMatch(/peak: at least 1 [\s\S]*left behind +nbd15/);
  });

  test('whose detach the log does not show count as far as its lines go', async () => {
    const cut = instance(1, 0);
    const log = [
      cut.announced('key'),
      ...opened(cut, '/dev/nbd15'),
      ...keyOverNbd(instance(2, 600), '/dev/nbd14', '/tmp/tmpAAAAAA'),
    ];
    const [pool] = (await costOf(log)).pools;
    expect(pool.holds[0]).toMatchObject({ end: 'not-shown', to: '2012-05-14T09:00:03' });
    expect(pool.peak.attached).toBe(1);
    expect(await textOf(log)).toMatch(/peak: at least 1 /);
  });

  test('attached before the log began have no begin', async () => {
    const own = instance(1, 0);
    const [, , mount = ''] = opened(own);
    const [pool] = (await costOf([mount, ...own.writeKey(), ...closed(own)])).pools;
    expect(pool.holds).toMatchObject([{ begin: 'not-shown', end: 'detached' }]);
  });

  test('that could not be attached were not in use', async () => {
    const log = nova('2014.1');
    const lines = [log.starting(), log.requested('key=***'), log.attach(), log.result(1)];
    const { pools } = await costOf(lines);
    expect(pools).toEqual([]);
  });
});

test('the text keeps to the width, but for words that are wider', async () => {
  const log = merged(keyOverNbd(instance(1, 0)), keyOverNbd(instance(2, 50), '/dev/nbd14'));
  const text = await ask(blame, { logs: { 'nova-compute.log': log }, width: 60 });
  const wide = text.split('\n').filter((line) => line.length > 60);
  expect(wide).toEqual([]);
});
