// nova/virt/disk/mount/{api,nbd,loop}.py, from 2013.1 on: devices allocated, mounted and released by
// the local handlers, and the retries when none is to be had.

import type { HandlerId } from '../handlers/index.ts';
import { handlerOfError } from '../handlers/index.ts';
import type { EventFacts } from '../model.ts';
import { template } from './template.ts';

const api = { since: '2013.1', until: null, loggers: ['nova.virt.disk.mount.api'] } as const;
const nbd = { since: '2013.1', until: null, loggers: ['nova.virt.disk.mount.nbd'] } as const;
const loop = { since: '2013.1', until: null, loggers: ['nova.virt.disk.mount.loop'] } as const;

const DISK = '/var/lib/nova/instances/3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21/disk';

export const nbdAllocated = template({
  id: 'mount-nbd.device-allocated',
  variants: [
    {
      ...nbd,
      format: 'Get nbd device %(device)s for %(image)s',
      sample: `Get nbd device /dev/nbd7 for ${DISK}`,
    },
  ],
  holes: { device: 'word' },
  event: ({ device = '', image = '' }) => ({
    kind: 'device-allocated',
    handler: 'nbd',
    device,
    image,
  }),
});

export const loopAllocated = template({
  id: 'mount-loop.device-allocated',
  variants: [
    { ...loop, format: 'Got loop device %(device)s', sample: 'Got loop device /dev/loop0' },
  ],
  holes: { device: 'word' },
  event: ({ device = '' }) => ({ kind: 'device-allocated', handler: 'loop', device, image: null }),
});

export const deviceMounting = template({
  id: 'mount.device-mounting',
  variants: [
    {
      ...api,
      format: 'Mount %(device)s on %(dir)s',
      sample: 'Mount /dev/mapper/nbd7p1 on /tmp/openstack-vfs-localfsAbCdEf',
    },
  ],
  holes: { device: 'word' },
  event: ({ device = '', dir = '' }) =>
    device.startsWith('/dev/') ? { kind: 'device-mounting', device, dir } : null,
});

const failed = (handler: HandlerId | null, error: string): EventFacts => ({
  kind: 'attempt-failed',
  handler: handler ?? handlerOfError(error),
  device: /\/dev\/(?:nbd|loop)\d+/.exec(error)?.[0] ?? null,
  error,
});

export const nbdModuleMissing = template({
  id: 'mount-nbd.module-missing',
  variants: [{ ...nbd, format: 'nbd module not loaded', sample: 'nbd module not loaded' }],
  event: () => failed('nbd', 'nbd unavailable: module not loaded'),
});

export const nbdExhausted = template({
  id: 'mount-nbd.exhausted',
  variants: [{ ...nbd, format: 'No free nbd devices', sample: 'No free nbd devices' }],
  event: () => failed('nbd', 'No free nbd devices'),
});

export const nbdFailed = template({
  id: 'mount-nbd.failed',
  variants: [
    {
      ...nbd,
      format: 'NBD mount error: %(error)s',
      sample: 'NBD mount error: nbd device /dev/nbd7 did not show up',
    },
  ],
  event: ({ error = '' }) => failed('nbd', error),
});

export const loopFailed = template({
  id: 'mount-loop.failed',
  variants: [
    {
      ...loop,
      format: 'Loop mount error: %(error)s',
      sample: 'Loop mount error: Could not attach image to loopback: losetup: no free loop device',
    },
  ],
  event: ({ error = '' }) => failed('loop', error),
});

/** With the handler's own words gone, the command in the text names the device. */
export const mountFailed = template({
  id: 'mount.mount-failed',
  variants: [
    {
      ...api,
      format: 'Failed to mount filesystem: %(error)s',
      sample: 'Failed to mount filesystem: Unexpected error while running command.',
    },
  ],
  event: (_, record) => failed(null, record.message),
});

export const allocationRetried = template({
  id: 'mount.allocation-retried',
  variants: [
    {
      ...api,
      format: 'Device allocation failed. Will retry in %(seconds)s seconds.',
      sample: 'Device allocation failed. Will retry in 2 seconds.',
    },
  ],
  holes: { seconds: 'number' },
  event: (_, record) => ({ kind: 'allocation-retried', note: record.message, givenUp: false }),
});

export const allocationGivenUp = template({
  id: 'mount.allocation-given-up',
  variants: [
    {
      ...api,
      format: 'Device allocation failed after repeated retries.',
      sample: 'Device allocation failed after repeated retries.',
    },
  ],
  event: (_, record) => ({ kind: 'allocation-retried', note: record.message, givenUp: true }),
});
