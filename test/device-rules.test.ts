// What the findings about devices and mounts say when the state is a little different: the logs of
// `fixtures/rules` with one thing changed.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { RuleId } from '../src/rules/index.ts';
import { fixture, reportOn, root } from './support.ts';

const logOf = (id: RuleId) => readFileSync(`${root}fixtures/rules/${id}/fires.log`, 'utf8');

async function findings(log: string, id: RuleId) {
  const { findings: all } = await reportOn(log);
  return all.filter((finding) => finding.id === id);
}

describe('one nbd device for two images', () => {
  test('one after the other is no finding', async () => {
    const log = logOf('shared-nbd-device').split('\n');
    const [first = ''] = /req-\S+/.exec(log[0] ?? '') ?? [];
    const turns = [
      ...log.filter((line) => line.includes(first)),
      ...log.filter((line) => !line.includes(first)),
    ];
    expect(await findings(turns.join('\n'), 'shared-nbd-device')).toEqual([]);
  });

  test('writes stay with the image of their request', async () => {
    const { cycles } = await reportOn(logOf('shared-nbd-device'));
    expect(cycles.map(({ outcome, device }) => [outcome, device])).toEqual([
      ['completed', '/dev/nbd2'],
      ['completed', '/dev/nbd2'],
    ]);
  });
});

describe('what stays on the host', () => {
  test('a device that is attached again later needs nothing done', async () => {
    const log = logOf('image-open-at-restart').replaceAll('nbd7', 'nbd6');
    const [finding] = await findings(log, 'image-open-at-restart');
    expect(finding?.detail).toContain('attached again later');
    expect(finding?.remedy).toBeNull();
  });

  test('a lock file names who used the device last', async () => {
    const [finding] = await findings(logOf('stale-nbd-lock'), 'stale-nbd-lock');
    const [leak] = await findings(logOf('stale-nbd-lock'), 'leaked-nbd-device');
    expect(finding?.detail).toContain(leak?.instances[0]);
  });

  test('a mapping is in the way where commands are hidden, too', async () => {
    const log = fixture('releases/22.0.1/partition-missing.log')
      .bytes.toString()
      .replaceAll(/Failed to map partitions: partition \d+ not found/g, '');
    const [finding] = await findings(log, 'stale-partition-mapping');
    expect(finding?.remedy).toMatch(/dmsetup remove nbd\d+p\d+/);
  });
});

describe('a partition that is not there', () => {
  test('the one that the error names is advised', async () => {
    const log = logOf('failed-handlers').replaceAll('/dev/sda (ext3)', '/dev/sda2 (ext4)');
    const [finding] = await findings(log, 'missing-partition');
    expect(finding?.detail).toContain('partition 2, which is ext4');
  });

  test('the one asked for, listed without a file system, is there', async () => {
    const log = logOf('failed-handlers').replaceAll(
      '/dev/sda (ext3)',
      '/dev/sda1 (unknown)\\n\\t/dev/sda2 (ext4)',
    );
    const [finding] = await findings(log, 'unmountable-guest-partition');
    expect(finding?.detail).toMatch(/^Partition 1 of the image is there and cannot be mounted/);
    expect(await findings(log, 'missing-partition')).toEqual([]);
  });
});

test('the check whether a filesystem can grow fails by design and is no fallback', async () => {
  const { bytes } = fixture('releases/2012.2/resize.log');
  const report = await reportOn(bytes);
  expect(report.cycles.map(({ purpose }) => purpose)).toContain('resize-check');
  expect(report.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  expect(await findings(bytes.toString(), 'handler-fallback')).toEqual([]);
});

test('a device that did not show up and cannot be detached may still be attached', async () => {
  const log = logOf('nbd-device-no-show');
  const [kept] = await findings(log, 'nbd-device-no-show');
  expect(kept?.detail).toContain('may still be attached');
  const detached = log.replace(
    /^(.*)qemu-nbd -c (\/dev\/nbd\d+) \S+( from .*)$/m,
    '$&\n$1qemu-nbd -d $2$3',
  );
  const [gone] = await findings(detached, 'nbd-device-no-show');
  expect(gone?.detail).not.toContain('may still be attached');
});

test('a default that the log shows not to be in force is not said to be', async () => {
  const [finding] = await findings(logOf('nbd-device-no-show'), 'nbd-device-no-show');
  expect(finding?.detail).toContain('given up after 3 s');
  expect(finding?.remedy).toContain('above the 3 or so that it has here');
  expect(finding?.remedy).not.toContain('10');
});
