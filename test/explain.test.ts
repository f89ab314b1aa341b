// `explain`: the chain of one cycle with its lines, and what a finding is.

import { describe, expect, test } from 'vitest';
import { explain } from '../src/commands/explain.ts';
import { rules } from '../src/rules/index.ts';
import { ask } from './asking.ts';
import { fixture } from './support.ts';

const logs = { 'nova-compute.log': fixture('showcase.log').bytes };
const run = (subject: string) => ask(explain, { subjects: [subject], logs, width: 100 });
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
