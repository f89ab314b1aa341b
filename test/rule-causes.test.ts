// The cause a failed injection is put down to, by the text of its one warning and the release.

import { expect, test } from 'vitest';
import type { RuleId } from '../src/rules/index.ts';
import { REQUEST, reportOn, UUID } from './support.ts';

const OWNER = '5f9c3b2a1d8e4f70a6b1c2d3e4f50617 a81d02c94be5416b9d7710c2f3e8b6aa';
const MODEL = `<LocalFileImage:{'format': 'qcow2', 'path': '/var/lib/nova/instances/${UUID}/disk'}>`;

/** All that shows above DEBUG; to 2014.1 the warning does not name the image. */
const failing = (version: string, error: string, what = 'data') => {
  const image = what === 'data' && !/^201[34]/.test(version) ? `${MODEL} ` : '';
  return [
    `2019-06-03 09:00:00.000 4711 INFO nova.service [-] Starting compute node (version ${version})`,
    `2019-06-03 09:05:00.000 4711 WARNING nova.virt.disk.api [${REQUEST} ${OWNER} - default default] Ignoring error injecting ${what} into image ${image}(${error})`,
  ];
};

const NO_CAUSES: ReadonlySet<RuleId> = new Set(['ignored-injection-failure', 'info-only-log']);

async function causesOf(log: readonly string[]): Promise<readonly RuleId[]> {
  const { findings } = await reportOn(log);
  return findings.map(({ id }) => id).filter((id) => !NO_CAUSES.has(id));
}

const ARGUMENT = "mount() missing 1 required positional argument: 'options'";
const FILTER = "object of type 'filter' has no len()";
const BYTES = "a bytes-like object is required, not 'str'";
const KERNEL = 'Libguestfs does not have permission to read host kernel.';

test.each<[string, string, string, RuleId | null]>([
  ['17.0.11', 'data', ARGUMENT, 'broken-local-handler'],
  ['17.0.12', 'data', ARGUMENT, null],
  ['19.0.1', 'data', ARGUMENT, 'broken-local-handler'],
  ['20.0.0', 'data', ARGUMENT, null],
  ['18.2.2', 'data', FILTER, 'broken-local-handler'],
  ['18.2.3', 'data', FILTER, null],
  ['17.0.0', 'key', 'File root/.ssh could not be found.', 'broken-local-handler'],
  ['16.1.0', 'key', 'File root/.ssh could not be found.', null],
  ['21.2.2', 'admin_password', BYTES, 'bytes-password-failure'],
  ['21.2.3', 'admin_password', BYTES, null],
  ['23.0.0', 'admin_password', BYTES, 'bytes-password-failure'],
  ['23.0.1', 'admin_password', BYTES, null],
  ['23.0.0', 'key', BYTES, null],
  ['14.0.0', 'data', KERNEL, 'inverted-kernel-message'],
  ['15.0.0', 'data', KERNEL, null],
  ['13.1.0', 'key', 'aug_get: no matching node', 'guest-account-failure'],
  ['26.0.0', 'data', `Multi-boot operating system found in ${MODEL}`, 'failed-guest-inspection'],
  ['26.0.0', 'data', `No mount points found in /dev/sda1 of ${MODEL}`, 'failed-guest-inspection'],
  ['20.0.0', 'data', "[Errno 2] No such file or directory: 'kpartx'", 'missing-host-command'],
  ['14.0.0', 'data', "[Errno 2] No such file or directory: '/var/lib/nova/x/disk'", null],
  ['26.0.0', 'data', 'libguestfs installed but not usable (unknown)', 'unusable-libguestfs'],
])('on %s, %s: %s', async (version, what, error, cause) => {
  expect(await causesOf(failing(version, error, what))).toEqual(cause === null ? [] : [cause]);
});

test('a bug of some releases is not claimed where the release is not known', async () => {
  const [, warning = ''] = failing('22.0.1', 'File root/.ssh could not be found.', 'key');
  expect(await causesOf([warning])).toEqual([]);
});

test.each([
  ['2013.1', 'libvirt_inject_partition'],
  ['2014.1', '[libvirt] inject_partition'],
  ['26.0.0', '[libvirt] inject_partition'],
])('on %s an image libguestfs cannot inspect is mended by %s', async (version, option) => {
  const { findings } = await reportOn(failing(version, `No operating system found in ${MODEL}`));
  const found = findings.find(({ id }) => id === 'failed-guest-inspection');
  expect(found?.remedy).toContain(`set ${option} to 1`);
});
