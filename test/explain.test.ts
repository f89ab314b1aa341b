// `explain`: the chain of one cycle with its lines, and what a finding is.

import { describe, expect, test } from 'vitest';
import { explain } from '../src/commands/explain.ts';
import { rules } from '../src/rules/index.ts';
import { ask, askJson } from './asking.ts';
import { cyclesOf, fixture, type Text } from './support.ts';

const run = (subject: string, log: Text = fixture('showcase.log').bytes) =>
  ask(explain, { subjects: [subject], logs: { 'nova-compute.log': log }, width: 100 });
const runAlone = (subject: string, files = ['-']) =>
  ask(explain, { subjects: [subject], files, width: 100 });

describe('a cycle', () => {
  test.each([
    ['the name of its instance', 'instance-000003a2'],
    ['its uuid', '5e7f8a91-2b4c-4d6e-8a13-9c8d7e6f5a42'],
    ['the beginning of its uuid', '5e7f8a91'],
    ['its request', 'req-4d2e9c16-7f5a-4b3c-8e91-6a0d5f2b7c48'],
  ])(
    'named by %s: handler, rule, and each handler ruled out with its line',
    async (_by, subject) => {
      const text = await run(subject);
      expect(text).toContain('Handler: guestfs');
      expect(text).toContain('loop is left out when use_cow_images is true');
      expect(text).toMatch(/not loop: dropped untried/);
      expect(text).toMatch(
        /not nbd: tried first and failed: nbd device \/dev\/nbd15 did not show up/,
      );
      expect(text).toMatch(/nova-compute\.log:72: 2012-11-14 09:41:15 DEBUG nova\.virt\.disk\.api/);
      expect(text.match(/^Cycle /gm)).toHaveLength(1);
    },
  );

  test('a line is quoted once and named after that', async () => {
    const text = await run('instance-000003a2');
    expect(text.match(/nova-compute\.log:69: 2012/g)).toHaveLength(1);
    expect(text).toContain('nova-compute.log:69: quoted above');
  });

  test('what was left behind is told with the finding', async () => {
    expect(await run('a4d5e6f7')).toContain('(leaked-nbd-device)');
  });

  test('of a name nobody has, the ones there are', async () => {
    await expect(run('instance-7')).rejects.toThrow(
      /^instance-7 is not an instance, .*; there are instance-000003a1, /,
    );
  });

  test('a beginning that fits several is refused', async () => {
    await expect(run('instance-')).rejects.toThrow(/begins instance-000003a1, .*name one/);
  });
});

describe('the choice of each era in plain words', () => {
  test.each([
    ['2012.1/config-drive', '2012.1 to 2012.2', true, /loop is skipped.*the disk is a raw file/],
    [
      '2013.2/nbd-missing-files',
      '2013.1 to 2014.1',
      false,
      /could not be imported.*opened as qcow2/,
    ],
    ['2014.1/info-only', '2013.1 to 2014.1', true, /only when python-guestfs cannot be imported/],
    ['22.0.1/nbd-leaked', '2014.2 to 22', false, /before the import is tried and proves nothing/],
    ['31.0.0/libguestfs', '23.0.0 on', false, /injects with libguestfs/],
  ])('%s', async (name, era, isOpen, here) => {
    const log = fixture(`releases/${name}.log`).bytes;
    const [first] = await cyclesOf(log);
    const text = (await run(first?.id ?? '', log)).replace(/\s+/g, ' ');
    expect(text).toContain(`how Nova chooses, ${era}: `);
    expect(text).toMatch(here);
    expect(text.includes('to be certain: ')).toBe(isOpen);
    expect(text).toMatch(/ not (?:loop|guestfs): .*? nova-compute\.log:\d+: /);
    expect(text).not.toContain('basis:');
  });

  test('a handler that failed, with none left, is not said to be out of sight', async () => {
    const log = fixture('releases/2013.2/nbd-missing-files.log').bytes;
    expect(await run('38d08592', log)).toContain('Handler: none opened the image');
  });
});

describe('a finding', () => {
  test.each(rules.map(({ id, about }) => [id, about]))('%s without any log', async (id, about) => {
    const text = await runAlone(id);
    expect(text.replaceAll('\n', ' ')).toContain(about);
    expect(text).toContain(id);
  });

  test('with a log it is refused, as it would not be read', async () => {
    await expect(runAlone('leaked-nbd-device', ['nova-compute.log'])).rejects.toThrow(
      /reads no log/,
    );
  });
});

describe('as data', () => {
  test('the cycles with their findings', async () => {
    const { cycles, findings } = await askJson(explain, {
      subjects: ['instance-000003a6'],
      logs: { 'nova-compute.log': fixture('showcase.log').bytes },
    });
    expect(cycles).toHaveLength(1);
    expect(findings.map(({ id }: { id: string }) => id)).toContain('leaked-nbd-device');
  });

  test('what a finding is', async () => {
    const told = await askJson(explain, { subjects: ['shared-nbd-device'], files: ['-'] });
    expect(told).toMatchObject({ id: 'shared-nbd-device', severity: 'error' });
  });
});
