// What is held while logs are read has an end: cycles that are not let go of by Nova are let go of here, and are
// counted; what is held of one that never ends is bounded. Nothing wrong is said of either.

import { describe, expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { extract } from '../src/extraction.ts';
import type { Cycle, Report } from '../src/model.ts';
import { type Receiver, readInputs } from '../src/read-inputs.ts';
import { firstProblem } from '../src/schema/check.ts';
import { reportSchema } from '../src/schema/index.ts';
import { type Held, newSession, nothingHeld } from '../src/session.ts';
import { runTool } from './running.ts';
import { build, inputOf, keyOverNbd, nova, root } from './support.ts';

const uuidOf = (at: number) => `3c1d8a52-90e7-4c7d-8f0b-${String(at).padStart(12, '0')}`;
const requestOf = (at: number) => `req-6f3d1c2e-8a0b-4c55-9d1f-${String(at).padStart(12, '0')}`;
const nameOf = (at: number) => `instance-${at.toString(16).padStart(8, '0')}`;

const log = (at: number, named = true) =>
  nova('2012.1', {
    uuid: uuidOf(at),
    name: nameOf(at),
    request: named ? requestOf(at) : null,
    start: at % 30_000,
  });

async function read(
  lines: readonly string[],
  maxOpenCycles: number,
): Promise<{ readonly held: Held; readonly over: number; readonly most: number }> {
  const held = nothingHeld();
  const session = newSession({ maxOpenCycles }, held);
  let over = 0;
  let most = 0;
  const to: Receiver = {
    begin: session.begin,
    take(record, scan) {
      const event = extract(record, scan, session.hosts);
      if (event !== null) over += session.take(event, scan).length;
      most = Math.max(most, held.doing.open.size);
    },
  };
  await readInputs([inputOf(lines)], to, {});
  return { held, over, most };
}

const reportOf = async (lines: readonly string[], maxOpenCycles?: number): Promise<Report> =>
  (await analyze([inputOf(lines)], { maxOpenCycles })).report;

const letGo = (report: Report) =>
  report.sources[0]?.gaps.find(({ kind }) => kind === 'too-many-open');

describe('many cycles that no line ends', () => {
  test.each([
    ['each in a request', true],
    ['without requests', false],
  ])(
    'keep what is held bounded: %s',
    async (_, named) => {
      const COUNT = 100_000;
      const lines = Array.from({ length: COUNT }, (_, at) =>
        log(at, named).attach(`/dev/nbd${at}`),
      );
      const { held, over, most } = await read(lines, 100);
      expect(over).toBe(COUNT - 100);
      expect(most).toBeLessThanOrEqual(100);
      const [host] = held.doing.hosts.values();
      expect(host?.open.size).toBe(100);
      expect(host?.byDevice.size).toBe(100);
      expect(host?.byDir.size).toBe(0);
      expect(host?.threads.size).toBeLessThanOrEqual(2100);
      expect(host?.letGo.size).toBeLessThanOrEqual(20_000);
      for (const { cycles, running, uuids } of host?.threads.values() ?? []) {
        expect(cycles.length).toBeLessThanOrEqual(100);
        expect(running.length).toBeLessThanOrEqual(64);
        expect(uuids.size).toBeLessThanOrEqual(20_000);
      }
      expect(held.scans[0]?.letGo).toMatchObject({ count: COUNT - 100, first: { line: 1 } });
      const plain = {
        open: [...held.doing.open.keys()],
        letGo: host?.letGo,
        scan: held.scans[0]?.letGo,
      };
      expect(structuredClone(plain)).toEqual(plain);
    },
    120_000,
  );

  test('are counted in the report, and said to be let go of', async () => {
    const report = await reportOf(
      Array.from({ length: 30 }, (_, at) => log(at).attach(`/dev/nbd${at}`)),
      10,
    );
    expect(firstProblem(report, reportSchema)).toBeNull();
    expect(letGo(report)).toMatchObject({ count: 20, evidence: [{ line: 1 }] });
    expect(report.summary.byOutcome).toEqual({ incomplete: 30 });
    const told = report.cycles.map(({ notVisible }) => notVisible.join());
    expect(told.filter((text) => /what came after: too many cycles were open/.test(text))).toEqual(
      told.slice(0, 20),
    );
    expect(told.filter((text) => /end not visible in this capture/.test(text))).toEqual(
      told.slice(20),
    );
    const finding = report.findings.find(({ id }) => id === 'incomplete-capture');
    expect(finding?.remedy).toContain('Give a larger --max-open-cycles.');
  });

  test('are all followed below the bound', async () => {
    const lines = Array.from({ length: 30 }, (_, at) => log(at).attach(`/dev/nbd${at}`));
    expect(await reportOf(lines, 30)).toEqual(await reportOf(lines));
  });
});

test('a cycle whose teardown was seen is over ten minutes later, whatever begins in between', async () => {
  const first = keyOverNbd(log(0), '/dev/nbd0');
  const others = Array.from({ length: 12 }, (_, at) =>
    log(60 * at + 30).attach(`/dev/nbd${at + 1}`),
  );
  const overAfter = async (count: number) =>
    (await read([...first, ...others.slice(0, count)], 100)).over;
  expect(await overAfter(10)).toBe(0);
  expect(await overAfter(11)).toBe(1);
  // So is one whose teardown is seen late.
  const late = log(700);
  const lines = [
    ...first,
    ...others,
    ...keyOverNbd(late, '/dev/nbd14'),
    log(1290).attach('/dev/nbd15'),
  ];
  expect((await read(lines, 100)).over).toBe(1);
  expect((await read([...lines, log(1330).attach('/dev/nbd13')], 100)).over).toBe(2);
});

describe('the later lines of a cycle that was let go of', () => {
  /** What the same cycle comes to when it is followed. */
  const imageOf = ({ image }: Cycle) => image.path;

  const whole = (at: number, named = true) => {
    const own = log(at, named);
    const lines = keyOverNbd(own, `/dev/nbd${at}`, `/tmp/tmp${at}`);
    return [...lines, own.spawned()];
  };

  test.each(Array.from({ length: whole(1).length - 1 }, (_, at) => at + 1))(
    'make no other cycle and no claim: behind line %i',
    async (cut) => {
      const one = whole(1);
      const other = whole(2);
      const lines = [...one.slice(0, cut), ...other, ...one.slice(cut)];
      const report = await reportOf(lines, 1);
      const [first, second, ...others] = report.cycles;
      expect(others).toEqual([]);
      expect(letGo(report)?.count).toBe(1);
      expect(second && imageOf(second)).toBe(log(2).disk);
      expect(second?.outcome).toBe('completed');
      const isTornDown = cut >= 11;
      expect(first?.end === null).toBe(!isTornDown);
      expect(first?.outcome).toBe('incomplete');
      expect(first?.steps.every(({ evidence }) => evidence[0].line <= cut)).toBe(true);
      expect(report.findings.map(({ id }) => id)).not.toContain('shared-nbd-device');
    },
  );

  test('without a request, too', async () => {
    const one = whole(1, false).slice(1, -1);
    const other = whole(2, false).slice(1, -1);
    for (let cut = 1; cut < one.length; cut += 1) {
      const report = await reportOf([...one.slice(0, cut), ...other, ...one.slice(cut)], 1);
      expect(report.cycles.map(imageOf)).toEqual([log(1).disk, log(2).disk]);
      expect(letGo(report)?.count).toBe(1);
    }
  });

  test('its failure is not another one’s', async () => {
    const own = log(1, false);
    const report = await reportOf(
      [
        own.attach('/dev/nbd1'),
        log(2, false).attach('/dev/nbd2'),
        own.say(
          'WARNING',
          'nova.virt.libvirt.connection',
          'Ignoring error injecting data into image x (no space left)',
        ),
      ],
      1,
    );
    expect(report.cycles.map(({ outcome }) => outcome)).not.toContain('failed-ignored');
    expect(report.cycles).toHaveLength(2);
  });

  test('a device that it let go of unseen is not held by it', async () => {
    const one = whole(1);
    const other = keyOverNbd(log(2), '/dev/nbd1', '/tmp/tmp2');
    const third = log(3).attach('/dev/nbd3');
    const report = await reportOf([...one.slice(0, 3), third, ...one.slice(3), ...other], 1);
    expect(report.findings.map(({ id }) => id)).not.toContain('shared-nbd-device');
  });
});

describe('one cycle that never ends', () => {
  test('keeps the first and the latest of its steps and attempts', async () => {
    const own = nova('2013.1');
    const lines = Array.from({ length: 5000 }, (_, at) => own.attach(`/dev/nbd${at % 16}`));
    const { held } = await read([own.requested('key=k'), ...lines], 10);
    expect(held.doing.open.size).toBe(1);
    for (const { steps, tries } of held.doing.open.keys()) {
      expect(steps.length).toBeLessThanOrEqual(1000);
      expect(tries.length).toBeLessThanOrEqual(100);
    }
    const report = await reportOf([own.requested('key=k'), ...lines, own.spawned()]);
    const long = report.cycles.filter(({ steps }) => steps.length > 500);
    for (const { steps, notVisible, outcome } of long) {
      expect(steps[0]?.evidence[0].line).toBe(1);
      expect(steps.at(-1)?.evidence[0].line).toBe(lines.length + 1);
      expect(notVisible.join()).toMatch(
        /\d+ of its steps and attempts: only the first and the latest/,
      );
      expect(outcome).not.toBe('completed');
    }
    expect(long).toHaveLength(1);
  });

  test('says nothing of what is not kept', async () => {
    const own = log(1);
    const [announced = '', ...rest] = keyOverNbd(own);
    const write = rest.findIndex((line) => line.includes('tee -a'));
    const more = Array.from({ length: 3000 }, () => rest[write] ?? '');
    const lines = [
      announced,
      ...rest.slice(0, write),
      ...more,
      ...rest.slice(write),
      own.spawned(),
    ];
    const [cycle] = (await reportOf(lines)).cycles;
    expect(cycle).toMatchObject({
      outcome: 'unknown',
      items: [{ item: 'key', outcome: 'unknown' }],
      leftBehind: { devices: [], mappings: [], mounts: [] },
    });
  });

  test('results that could be many a command’s are not all held', async () => {
    const own = log(1);
    const { held } = await read(
      [own.announced('key'), own.attach(), ...Array.from({ length: 3000 }, () => own.result(0))],
      10,
    );
    const threads = [...held.doing.hosts.values()].flatMap(({ threads }) => [...threads.values()]);
    for (const { candidates } of threads.flatMap(({ running }) => running))
      expect(candidates.length).toBeLessThanOrEqual(128);
    expect(threads.length).toBeGreaterThan(0);
  });
});

test('--max-open-cycles takes a number from 1 on', () => {
  build();
  const LOG = `${root}fixtures/showcase.log`;
  for (const given of ['0', 'many', '-1', '1.5']) {
    expect(runTool([`--max-open-cycles=${given}`, LOG])).toEqual({
      status: 2,
      stdout: '',
      stderr: `inject-trace: --max-open-cycles ${given}: not a number from 1 on\n`,
    });
  }
  const { status, stdout } = runTool(['--max-open-cycles', '1', LOG]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^\S/);
});
