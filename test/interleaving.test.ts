// Histories that run side by side give the cycles each gives alone.

import { describe, expect, test } from 'vitest';
import {
  type Chance,
  chance,
  closed,
  cyclesOf,
  keyOverNbd,
  mapped,
  nova,
  opened,
  withoutEvidence,
} from './support.ts';

/** Lines between which no other greenthread runs. */
type Unit = readonly string[];
type History = readonly Unit[];

const uuidOf = (index: number) => `${index}c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21`;

const owner = (index: number) => ({
  request: `req-${uuidOf(index)}`,
  uuid: uuidOf(index),
  name: `instance-0000000${index}`,
  start: index * 7,
});
const device = (index: number) => `/dev/nbd${index}`;
const dir = (index: number) => `/tmp/tmpHist0${index}`;

/** Announcement and attach follow each other directly; everything else may be torn apart. */
function units(lines: readonly string[]): History {
  const made: string[][] = [];
  for (const line of lines) {
    const last = made.at(-1);
    if (last?.at(-1)?.includes(' Injecting ')) last.push(line);
    else made.push([line]);
  }
  return made;
}

function fine(index: number): History {
  const log = nova('2012.1', owner(index));
  const lines = keyOverNbd(log, device(index), dir(index));
  return units([log.starting(), log.creating(), ...lines, log.running(), log.spawned()]);
}

function leaking(index: number): History {
  const log = nova('2012.1', owner(index));
  return units([
    log.starting(),
    log.announced('key'),
    ...opened(log, device(index), dir(index)),
    ...log.writeKey(dir(index)),
    log.unmount(mapped(device(index))),
    log.result(1),
    log.ignored(`[Errno 16] Device or resource busy: '${dir(index)}'`),
    log.running(),
  ]);
}

function fallingBack(index: number): History {
  const log = nova('2012.1', owner(index));
  return units([
    log.starting(),
    log.announced('key'),
    log.attach(device(index)),
    log.attempt(`nbd device ${device(index)} did not show up`),
    log.ran(`guestmount --rw -a ${log.disk} -m /dev/sda1 ${dir(index)}`),
    ...log.writeKey(dir(index)),
    log.ran(`fusermount -u ${dir(index)}`),
    log.running(),
  ]);
}

function failing(index: number): History {
  const log = nova('2012.1', owner(index));
  return units([
    log.starting(),
    log.announced('key'),
    log.attempt('nbd unavailable: module not loaded'),
    log.attempt('unknown guestmount error'),
    log.ignored('\n--\nnbd unavailable: module not loaded\n--\nunknown guestmount error'),
    log.running(),
  ]);
}

function withFiles(index: number): History {
  const log = nova('2012.1', owner(index));
  return units([
    log.starting(),
    ...keyOverNbd(log, device(index), dir(index)),
    ...opened(log, device(index), `/tmp/tmpFile0${index}`),
    log.ran(`tee /tmp/tmpFile0${index}/etc/motd`),
    ...closed(log, device(index)),
    log.running(),
  ]);
}

function cut(index: number): History {
  const log = nova('2012.1', owner(index));
  return units([log.starting(), log.announced('key'), ...opened(log, device(index), dir(index))]);
}

function overLoop(index: number): History {
  const log = nova('2012.1', owner(index));
  const loop = `/dev/loop${index}`;
  return units([
    log.starting(),
    log.announced('key'),
    log.ran(`losetup --find --show ${log.disk}`),
    log.map(loop),
    log.mount(mapped(loop), dir(index)),
    ...log.writeKey(dir(index)),
    log.unmount(mapped(loop)),
    log.unmap(loop),
    log.ran(`losetup --detach ${loop}`),
    log.running(),
  ]);
}

function printed(index: number): History {
  const log = nova('2012.2', owner(index));
  const lines = keyOverNbd(log, device(index), dir(index));
  return units([
    log.starting(),
    ...lines.flatMap((line) => (line.includes('Running cmd') ? [line, log.result(0)] : [line])),
    log.running(),
  ]);
}

function overGuestfs(index: number): History {
  const log = nova('2013.1', owner(index));
  const fs = `<nova.virt.disk.vfs.guestfs.VFSGuestFS object at 0x7f2c9b601d${index}0>`;
  return units([
    log.starting(),
    log.announced('key'),
    log.requested('key=ssh-rsa A net=None metadata=[] admin_password=x files=None'),
    log.opening(),
    log.vfs('Using primary VFSGuestFS'),
    log.vfs(`Setting up appliance for ${log.disk} qcow2`, 'guestfs'),
    log.say('DEBUG', 'nova.virt.disk.api', `Inject key fs=${fs} key=ssh-rsa A`),
    log.say(
      'DEBUG',
      'nova.virt.disk.api',
      `Inject file fs=${fs} path=root/.ssh/authorized_keys append=True`,
    ),
    log.vfs('Append file path=root/.ssh/authorized_keys', 'guestfs'),
    log.vfs('Tearing down appliance', 'guestfs'),
    log.running(),
  ]);
}

/** A line and whose it is. */
type Owned = readonly [line: string, history: History];

/** Each history keeps its order; which goes next is chance. */
function shuffled(histories: readonly History[], random: Chance): readonly Owned[] {
  const left = histories.map((history) => ({ history, units: [...history] }));
  const lines: Owned[] = [];
  for (let busy = left; busy.length > 0; busy = left.filter(({ units }) => units.length > 0)) {
    const next = busy[random.below(busy.length)];
    for (const line of next?.units.shift() ?? []) lines.push([line, next?.history ?? []]);
  }
  return lines;
}

const SECONDS = '2012-05-14 09:00:00'.length;

/** One clock stamps them all, line after line. */
function stamped(lines: readonly Owned[]): readonly Owned[] {
  const stamps = lines.map(([line]) => line.slice(0, SECONDS)).sort();
  return lines.map(([line, history], index) => [`${stamps[index]}${line.slice(SECONDS)}`, history]);
}

/** The cycles of all lines, and those of each history by itself. */
async function bothWays(lines: readonly Owned[], histories: readonly History[]) {
  const all = stamped(lines);
  const alone = histories.map((own) =>
    cyclesOf(all.filter(([, history]) => history === own).map(([line]) => line)),
  );
  const together = await cyclesOf(all.map(([line]) => line));
  return { together, alone: (await Promise.all(alone)).flat() };
}

const inOrder = (cycles: readonly unknown[]) =>
  cycles.map((cycle) => JSON.stringify(withoutEvidence(cycle))).sort();

const worlds: readonly (readonly [string, readonly History[]])[] = [
  ['2012.1', [fine(1), leaking(2), fallingBack(3), failing(4), withFiles(5), cut(6), overLoop(7)]],
  ['2012.2', [1, 2, 3, 4].map(printed)],
  ['2013.1', [1, 2, 3].map(overGuestfs)],
];

describe.each(worlds)('histories of %s', (_, histories) => {
  test('each have a cycle', async () => {
    for (const history of histories) {
      expect((await cyclesOf(history.flat())).length).toBeGreaterThan(0);
    }
  });

  test('one after the other', async () => {
    const lines = histories.flatMap((history) =>
      history.flat().map((line): Owned => [line, history]),
    );
    const { together, alone } = await bothWays(lines, histories);
    expect(inOrder(together)).toEqual(inOrder(alone));
  });

  for (let seed = 1; seed <= 25; seed += 1) {
    test(`shuffled together: seed ${seed}`, async () => {
      const { together, alone } = await bothWays(shuffled(histories, chance(seed)), histories);
      expect(inOrder(together)).toEqual(inOrder(alone));
    });
  }
});
