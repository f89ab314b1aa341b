// What only some releases print: announcements with an unfilled hole or a password in clear, builds
// without their request id, warnings in another language.

import { describe, expect, test } from 'vitest';
import { reporters } from '../src/reporters/index.ts';
import { cycleOf, cyclesOf, REQUEST, reportOn, UUID } from './support.ts';

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
