// What only some releases print: announcements with an unfilled hole or a password in clear, builds
// without their request id, warnings in another language.

import { describe, expect, test } from 'vitest';
import { reporters } from '../src/reporters/index.ts';
import {
  cycleOf,
  cyclesOf,
  fixture,
  IMAGE,
  type Nova,
  nova,
  REQUEST,
  reportOn,
  UUID,
} from './support.ts';

const OWNER = '5f9c3b2a1d8e4f70a6b1c2d3e4f50617 a81d02c94be5416b9d7710c2f3e8b6aa';

/** Lines of the driver about one instance, as a log filtered by the instance holds them. */
const driver = (level: string, message: string) =>
  `2017-10-09 14:21:03.418 3367 ${level} nova.virt.libvirt.driver [${REQUEST} ${OWNER} - default default] [instance: ${UUID}] ${message}${level === 'DEBUG' ? ' _inject_data /usr/lib/python2.7/dist-packages/nova/virt/libvirt/driver.py:3187' : ''}`;

const INFORMATION = [
  ['unfilled (15.0.0, 16.0.0)', '%(info)s'],
  [
    'with the password (16.0.4, 17.0.0)',
    "InjectionInfo(network_info=[], files=[(u'/a', u'S3cret-file')], admin_pass=u'S3cret-word')",
  ],
  ['masked (17.0.2)', 'InjectionInfo(network_info=[], files=[], admin_pass=<SANITIZED>)'],
] as const;

describe.each(INFORMATION)('the information %s', (_, information) => {
  const log = [
    driver('INFO', 'Creating image'),
    driver('DEBUG', `Checking root disk injection ${information}`),
    driver('DEBUG', `Injecting ${information}`),
    driver('DEBUG', 'Instance is running'),
  ];

  test('says that something is injected, and neither what nor how it ended', async () => {
    expect(await cycleOf(log)).toMatchObject({
      purpose: 'injection',
      instance: { uuid: UUID },
      requestId: REQUEST,
      handler: null,
      items: [],
      outcome: 'incomplete',
    });
  });

  test('is no injection when it is only checked', async () => {
    expect(await cyclesOf(log.filter((line) => !line.includes('Injecting')))).toEqual([]);
  });

  test('is quoted without secrets', async () => {
    const report = await reportOn(log);
    for (const reporter of Object.values(reporters)) {
      const printed = [...reporter(report, { color: false, width: 100 })].join('');
      expect(printed).not.toContain('S3cret');
    }
  });
});

describe('a build whose lines have lost the request', () => {
  const BUILD = 'req-19ae640d-f3c8-4b75-92d7-e8c05b1f3a64';
  const LEFT = 'req-e4709c2b-6d15-4f83-b0a8-93c7d1e5f260';
  const log = fixture('releases/2015.1.0/unrelated-request-id.log').bytes.toString();
  const idsOf = async (text: string) => {
    const { cycles, instances } = await reportOn(text);
    const failed = cycles.find(({ outcome }) => outcome === 'failed-ignored');
    const own = instances.find(({ uuid }) => uuid === failed?.instance.uuid);
    return [failed?.requestId, own?.requestIds];
  };

  test('is of the request that started it, not of the one its lines carry', async () => {
    expect(await idsOf(log)).toEqual([BUILD, [BUILD]]);
  });

  test('is of no known request when its start is not in the capture', async () => {
    const cut = log.replace(/.*Starting instance\.\.\..*\n/g, '');
    expect(await idsOf(cut)).toEqual([null, []]);
  });

  test('is believed where no release loses any', async () => {
    const mended = log.replace('version 2015.1.0', 'version 2015.1.1');
    expect(await idsOf(mended)).toEqual([LEFT, [BUILD, LEFT]]);
  });
});

describe('a warning in another language', () => {
  /** Shows that the log is not filtered by instance. */
  const unmarked = (log: Nova) => log.say('INFO', 'nova.virt.driver', 'Loading');
  const warn = (log: Nova, logger: string, message: string) =>
    log.say('WARNING', logger, message, logger.includes('libvirt'));

  test.each([
    ['2012.1', 'nova.virt.libvirt.connection', `忽略将数据注入镜像 ${IMAGE} 时的错误 (x)`],
    ['2012.2', 'nova.virt.libvirt.driver', `Ignorando error en imagen ${IMAGE} (x)`],
    ['2013.1', 'nova.virt.disk.api', 'Ignorando error inyectando datos en la imagen (x)'],
  ] as const)('%s, INFO only: no success is taken from silence', async (tag, logger, message) => {
    const log = nova(tag);
    const begun = [log.starting(), log.announced('key')];
    const ended = [log.spawned(), unmarked(log)];
    expect((await cycleOf([...begun, ...ended])).outcome).toBe('completed');
    const cycle = await cycleOf([...begun, warn(log, logger, message), ...ended]);
    expect(cycle).toMatchObject({ outcome: 'unknown', outcomeConfidence: 'unknown' });
    expect(cycle.notVisible.join()).toContain('a warning could not be read');
    expect(cycle.steps.at(-1)).toMatchObject({ step: 'error', evidence: [{ line: 3 }] });
  });

  test('about another image, or something else, changes nothing', async () => {
    const log = nova('2012.2');
    const driver = 'nova.virt.libvirt.driver';
    const cycle = await cycleOf([
      log.starting(),
      log.announced('key'),
      warn(log, driver, `Ignorando error en imagen ${UUID} (x)`),
      warn(log, driver, `/srv/${IMAGE}/disk está ocupado`),
      log.spawned(),
      unmarked(log),
    ]);
    expect(cycle.outcome).toBe('completed');
  });

  test('is quoted without the error, which may print a file', async () => {
    const log = nova('2013.1');
    const message = "Ignorando error en la imagen (falló.#012Salida: u'S3cret-file')";
    const report = await reportOn([
      log.starting(),
      log.announced('files'),
      warn(log, 'nova.virt.disk.api', message),
      log.spawned(),
    ]);
    expect(JSON.stringify(report)).toContain('Ignorando error en la imagen (***');
    expect(JSON.stringify(report)).not.toContain('S3cret');
  });

  test('leaves what the commands say', async () => {
    const cycles = await cyclesOf(fixture('releases/2015.1.2/translated.log').bytes);
    expect(
      cycles.map(({ mechanism, items, outcome }) => [mechanism, items[0]?.outcome, outcome]),
    ).toEqual([
      ['vfs-localfs', 'written', 'completed'],
      ['vfs-localfs', 'unknown', 'unknown'],
      ['vfs-localfs', 'failed', 'failed-ignored'],
    ]);
  });
});
