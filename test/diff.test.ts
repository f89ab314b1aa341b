// `diff A B`: what differs between two instances or two logs, and nothing that is another in each anyway.

import { describe, expect, test } from 'vitest';
import { diff } from '../src/commands/diff.ts';
import type { Fact } from '../src/comparison/facts.ts';
import type { InstanceDiff } from '../src/comparison/instances.ts';
import type { LogDiff } from '../src/comparison/logs.ts';
import { ask, askJson } from './asking.ts';
import {
  closed,
  fixture,
  keyOverNbd,
  mapped,
  type Nova,
  nova,
  opened,
  type Tag,
} from './support.ts';

const [A, B] = ['instance-0000000a', 'instance-0000000b'];

/** Two instances of one log: the same key over another device, on another directory. */
const one = (tag: Tag = '2014.1') =>
  nova(tag, {
    uuid: 'aaaaaaaa-90e7-4c7d-8f0b-6a5b1f0c9e21',
    name: A,
    request: 'req-aaaaaaaa-8a0b-4c55-9d1f-2b7a4e9c0d11',
  });
const other = (tag: Tag = '2014.1') =>
  nova(tag, {
    uuid: 'bbbbbbbb-90e7-4c7d-8f0b-6a5b1f0c9e22',
    name: B,
    request: 'req-bbbbbbbb-8a0b-4c55-9d1f-2b7a4e9c0d12',
    start: 200,
  });
const boot = (log: Nova, stepsOf: (log: Nova) => readonly string[]) => [
  log.starting(),
  ...stepsOf(log),
  log.spawned(),
];

interface Handled {
  readonly device: string;
  readonly dir: string;
}

/** With a result line for each command. */
const openedWell = (log: Nova, device: string, dir: string) => [
  log.attach(device),
  log.result(0),
  log.map(device),
  log.result(0),
  log.mount(mapped(device), dir),
  log.result(0),
];

/** Over this device and directory, with more done before the end. */
const injected =
  ({ device, dir }: Handled, more: (log: Nova) => readonly string[] = () => []) =>
  (log: Nova) => {
    const open = openedWell(log, device, dir);
    return [...open, ...log.writeKey(dir), ...more(log), ...closed(log, device)];
  };

const two = { device: '/dev/nbd3', dir: '/tmp/openstack-vfs-localfsAbCdEf' };
const first = { device: '/dev/nbd15', dir: '/tmp/openstack-vfs-localfsGhIjKl' };
const linked = [...boot(one(), injected(first)), ...boot(other(), injected(two))];

const ids = ['aaaaaaaa', 'bbbbbbbb'];
const compared = (log: readonly string[], subjects = ids): Promise<InstanceDiff> =>
  askJson(diff, { subjects, logs: { 'nova-compute.log': log } });
const textOf = (log: readonly string[], width = 80) =>
  ask(diff, { subjects: ids, logs: { 'nova-compute.log': log }, width });
const verdicts = (facts: readonly Fact[]) =>
  Object.fromEntries(facts.map(({ what, verdict }) => [what, verdict]));

describe('two instances', () => {
  test('that differ in device, directory, uuid and name alone are the same', async () => {
    const { cycles } = await compared(linked);
    expect(cycles).toMatchObject([{ purpose: 'injection', firstDifference: null }]);
    expect(cycles[0]?.steps.every(({ verdict }) => verdict === 'same')).toBe(true);
    expect(verdicts(cycles[0]?.facts ?? [])).toMatchObject({ handler: 'same', outcome: 'same' });
    expect(await textOf(linked)).toMatch(/steps +\d+ steps, none differs/);
  });

  test('show how long each step took on each side', async () => {
    expect(await textOf(linked)).toContain('map (A 1.000s, B 1.000s) kpartx -a /dev/nbd15');
  });

  test('tell the step that only one has', async () => {
    const more = injected(two, (log) => [log.ran(`tee ${two.dir}/meta.js`)]);
    const log = [...boot(one(), injected(first)), ...boot(other(), more)];
    const { cycles } = await compared(log);
    const at = cycles[0]?.firstDifference ?? -1;
    expect(cycles[0]?.steps[at]).toMatchObject({
      verdict: 'only-b',
      a: null,
      b: { command: `tee ${two.dir}/meta.js` },
    });
    expect(await textOf(log)).toMatch(/^ {4}\+ write tee .*meta\.js/m);
    expect(await textOf(log)).toContain('the first that differs is write, which only B has');
  });

  test('tell a step that failed on one side', async () => {
    const b = other();
    const attach = [b.starting(), b.attach(two.device), b.result(0)];
    const failing = [...attach, b.map(two.device), b.result(1), b.detach(two.device)];
    const { cycles } = await compared([...boot(one(), injected(first)), ...failing]);
    const at = cycles[0]?.firstDifference ?? -1;
    expect(cycles[0]?.steps[at]).toMatchObject({
      verdict: 'changed',
      a: { step: 'map', exitCode: 0 },
      b: { step: 'map', exitCode: 1 },
    });
  });

  test('with another handler tell so, with their lines', async () => {
    const { cycles } = await askJson(diff, {
      subjects: ['instance-000003a2', 'instance-000003a6'],
      logs: { 'showcase.log': fixture('showcase.log').bytes },
    });
    const handler = cycles[0].facts.find(({ what }: Fact) => what === 'handler');
    expect(handler).toMatchObject({
      verdict: 'differs',
      a: { value: 'guestfs' },
      b: { value: 'nbd' },
    });
    expect(handler.a.evidence.length).toBeGreaterThan(0);
  });

  test('pair what was opened for the same purpose, and name what has no like', async () => {
    const b = other('2012.1');
    const check = [b.starting(), b.ranPlain(`qemu-nbd -c /dev/nbd3 ${b.disk}`), b.spawned()];
    const a = one('2012.1');
    const log = [a.starting(), ...keyOverNbd(a), ...keyOverNbd(a), a.spawned(), ...check];
    const { cycles } = await compared(log);
    expect(cycles.filter((pair) => pair.b === null).length).toBeGreaterThan(0);
    expect(await textOf(log)).toMatch(/injection: only in A \[nova-compute\.log:\d+\]/);
  });

  test('do not take what a log hides for a difference', async () => {
    const a = one('2013.1');
    const cut = [a.starting(), ...opened(a, first.device, first.dir)];
    const b = other('2013.1');
    const log = [...cut, ...boot(b, injected(two))];
    const { cycles } = await compared(log);
    expect(verdicts(cycles[0]?.facts ?? [])).toMatchObject({ outcome: 'not-known' });
    expect(await textOf(log)).toContain('outcome (B completed)');
  });

  test('of which one does not exist are refused with those there are', async () => {
    await expect(compared(linked, ['aaaaaaaa', 'cccc'])).rejects.toThrow(
      /^no instance cccc; there is aaaaaaaa\S+.*, bbbbbbbb/,
    );
  });

  test('keep to the width and let nothing drive the terminal', async () => {
    const b = nova('2014.1', { uuid: 'bbbbbbbb-90e7-4c7d-8f0b-6a5b1f0c9e22', start: 200 });
    const hostile = [b.starting(), b.attach('/dev/nbd3', `${b.disk}\x1b[2J\x07`)];
    const text = await textOf([...boot(one(), injected(first)), ...hostile], 60);
    expect(text).not.toMatch(/[\0-\x08\x0b-\x1f\x7f]/);
    const wide = text.split('\n').filter((line) => line.length > 60);
    expect(wide.every((line) => /\/\S{40,}/.test(line))).toBe(true);
  });
});

describe('options', () => {
  const option = (log: Nova, name: string, value: string) =>
    log.say('DEBUG', 'nova.service', `${name} : ${value}`);
  const started = (log: Nova, values: Readonly<Record<string, string>>) => [
    ...Object.entries(values).map(([name, value]) => option(log, name, value)),
    ...keyOverNbd(log),
  ];
  const logs = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>) => ({
    'fixtures/excerpt.log': started(one('2012.1'), a),
    'fixtures/showcase.log': started(other('2012.1'), b),
  });
  // Two logs are told from two instances by whether the files are there.
  const asked = (each: ReturnType<typeof logs>) => ({
    subjects: Object.keys(each),
    files: ['-'],
    logs: each,
  });

  test('that differ are told with their lines', async () => {
    const { options }: LogDiff = await askJson(
      diff,
      asked(logs({ use_cow_images: 'True' }, { use_cow_images: 'False' })),
    );
    expect(options.differences).toMatchObject([
      {
        name: 'use_cow_images',
        a: { value: 'True', evidence: [{ line: 1 }] },
        b: { value: 'False', evidence: [{ line: 1 }] },
      },
    ]);
  });

  test('that only one log lists are not compared', async () => {
    const text = await ask(diff, asked(logs({ use_cow_images: 'True' }, {})));
    expect(text).toMatch(/options +not compared: no start-up options in the log for B/);
  });
});

describe('two logs', () => {
  // Named after files that are there; what is read is given.
  const paths = ['fixtures/excerpt.log', 'fixtures/showcase.log'] as const;
  const question = (a: readonly string[], b: readonly string[]) => ({
    subjects: paths,
    files: ['-'],
    logs: { [paths[0]]: a, [paths[1]]: b },
  });
  const a = boot(one('2012.1'), keyOverNbd);
  const leaking = () => {
    const log = other('2014.1');
    return boot(log, () => [
      ...openedWell(log, two.device, two.dir),
      ...log.writeKey(two.dir),
      log.unmount(mapped(two.device)),
      log.result(1),
    ]);
  };

  test('differ in releases, counts, times and findings', async () => {
    const found: LogDiff = await askJson(diff, question(a, leaking()));
    expect(found.of).toBe('logs');
    expect(found.facts.find(({ what }) => what === 'release')?.verdict).toBe('differs');
    expect(found.counts).toContainEqual({ of: 'outcome', name: 'completed', a: 1, b: 0 });
    expect(found.injections.a).toMatchObject({ count: 1, totalMs: 10_000 });
    const ended = found.steps.find(({ step, basis }) => step === 'attach' && basis === 'ended');
    expect(ended).toMatchObject({ a: null, b: { count: 1, totalMs: 1000 } });
    expect(found.findings.onlyB).toContainEqual(
      expect.objectContaining({ id: 'leaked-nbd-device', times: 1 }),
    );
  });

  test('are drawn with a column each', async () => {
    const text = await ask(diff, question(a, leaking()));
    expect(text).toMatch(/^A +fixtures\/excerpt\.log$/m);
    expect(text).toMatch(/^ +1 +0 +outcome completed$/m);
    expect(text).toMatch(/^only in A: injection-dominated-boot \(info\)/m);
    expect(text).toMatch(/^only in B: leaked-nbd-device \(error\)/m);
  });

  test('without an injection are said to be that', async () => {
    const quiet = [one().starting(), one().spawned()];
    const text = await ask(diff, question(quiet, quiet));
    expect(text).toContain('no image was opened in either log');
  });

  test('of which one is missing are not taken for instances', async () => {
    const logs = { [paths[0]]: a };
    const subjects = [paths[0], 'no-such.log'];
    await expect(ask(diff, { subjects, files: ['-'], logs })).rejects.toThrow(
      /^no-such\.log: no such file; diff takes two logs/,
    );
  });
});
