// One short history in every layout: the same cycles, but for what a layout leaves out.

import { describe, expect, test } from 'vitest';
import type { Report } from '../src/model.ts';
import { newScan } from '../src/scan.ts';
import { sift } from '../src/sieve/index.ts';
import { sieveFor } from '../src/sieve/needles.ts';
import { coloured, devstack, documents, type Entry, HOST, oslo, transports } from './layouts.ts';
import { chance, chunksOf, REQUEST, randomCuts, reportOn, toBytes, UUID } from './support.ts';

const START = Date.UTC(2023, 5, 20, 6, 0, 0, 123);
const DISK = `/var/lib/nova/instances/${UUID}/disk`;

const command = (text: string) => [
  `Running cmd (subprocess): sudo nova-rootwrap /etc/nova/rootwrap.conf ${text}`,
  `CMD "sudo nova-rootwrap /etc/nova/rootwrap.conf ${text}" returned: 0 in 0.137s`,
];

const commands = (...texts: readonly string[]) =>
  texts
    .flatMap(command)
    .map((message) => ['DEBUG', 'oslo_concurrency.processutils', message] as const);

/** Far more than what always passes the sieve stands in front. */
const said: readonly (readonly [string, string, string])[] = [
  ...Array.from({ length: 150 }, (_, index) => ['INFO', 'nova.x', `noise ${index}`] as const),
  ['INFO', 'nova.virt.libvirt.driver', 'Creating image'],
  ...commands(`qemu-nbd -c /dev/nbd15 ${DISK}`, 'kpartx -a /dev/nbd15'),
  ...commands('mount /dev/mapper/nbd15p1 /tmp/openstack-vfs-localfsx'),
  ...commands('tee -a /tmp/openstack-vfs-localfsx/root/.ssh/authorized_keys'),
  [
    'WARNING',
    'nova.virt.disk.api',
    `Ignoring error injecting net into image ${DISK} (Unexpected error while running command.\nCommand: sudo tee\nExit code: 1\nStdout: u''\nStderr: u'tee: No space left'): ProcessExecutionError: x`,
  ],
  ...commands('umount /dev/mapper/nbd15p1', 'kpartx -d /dev/nbd15', 'qemu-nbd -d /dev/nbd15'),
  ['INFO', 'nova.virt.libvirt.driver', 'Instance spawned successfully.'],
  ['INFO', 'nova.x', 'noise behind'],
];

const history: readonly Entry[] = said.map(([level, logger, message], index) => ({
  ms: START + index * 1000,
  level,
  logger,
  mark: logger.startsWith('nova.virt.libvirt'),
  message,
}));

// ---------------------------------------------------------------- comparing

const TIMES = new Set(['start', 'end', 'at', 'endedAt', 'durationMs', 'since', 'notVisible']);
const ALWAYS = new Set(['id', 'host', 'evidence']);

const cyclesOf = ({ cycles }: Report, dropped: ReadonlySet<string>): unknown =>
  JSON.parse(
    JSON.stringify(cycles, (key, value) =>
      ALWAYS.has(key) || dropped.has(key) ? undefined : value,
    ),
  );

const NOTHING = new Set<string>();
const plain = await reportOn(history.map(oslo));

test('the history has a cycle with a handler, steps and an item', () => {
  expect(plain.cycles).toMatchObject([
    { handler: 'nbd', requestId: REQUEST, device: '/dev/nbd15', image: { path: DISK } },
  ]);
  expect(plain.cycles[0]?.steps.length).toBeGreaterThan(6);
});

describe('around the plain layout', () => {
  for (const [name, render] of Object.entries(transports)) {
    test(name, async () => {
      const report = await reportOn(render(oslo, history));
      expect(cyclesOf(report, NOTHING)).toEqual(cyclesOf(plain, NOTHING));
      expect(report.summary.unrecognisedLines).toBe(0);
      if (name !== 'journal, cat' && !/Docker|Kubernetes/.test(name)) {
        expect(report.cycles[0]?.host).toBe(HOST);
      }
    });
  }
});

describe("around devstack's, which has no time", () => {
  for (const [name, render] of Object.entries(transports)) {
    test(name, async () => {
      const report = await reportOn(render(devstack, history));
      expect(cyclesOf(report, TIMES)).toEqual(cyclesOf(plain, TIMES));
    });

    test(`${name}, in colour`, async () => {
      const report = await reportOn(render(coloured, history));
      expect(cyclesOf(report, TIMES)).toEqual(cyclesOf(plain, TIMES));
    });
  }
});

describe('as records of fields', () => {
  for (const [name, render] of Object.entries(documents)) {
    test(name, async () => {
      const report = await reportOn(history.map(render));
      expect(cyclesOf(report, NOTHING)).toEqual(cyclesOf(plain, NOTHING));
      expect(report.cycles[0]?.host).toBe(HOST);
    });
  }
});

describe('in chunks', () => {
  const all = {
    ...transports,
    ...Object.fromEntries(
      Object.entries(documents).map(([name, render]) => [name, () => history.map(render)]),
    ),
  };
  for (const [index, [name, render]] of Object.entries(all).entries()) {
    test(`${name}: seed ${index}`, async () => {
      const bytes = toBytes(render(coloured, history));
      const random = chance(index);
      const report = JSON.stringify(await reportOn(bytes));
      expect(JSON.stringify(await reportOn(bytes, randomCuts(random, bytes.length, 40)))).toBe(
        report,
      );
    });
  }
});

describe('the sieve', () => {
  const dropping = Object.entries(transports).filter(
    ([name]) => !/pretty|export|verbose/.test(name),
  );

  test.each(dropping)('drops the noise of %s', async (_, render) => {
    const bytes = toBytes(render(oslo, history));
    const scan = newScan({ path: 'x' });
    let kept = 0;
    const runs = sift(chunksOf(bytes, []), 0, sieveFor(), scan);
    for await (const { lines } of runs) kept += lines.length;
    expect(scan.lines - kept).toBeGreaterThan(30);
  });
});
