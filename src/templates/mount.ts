// nova/virt/disk/mount/{api,nbd,loop}.py, from 2013.1 on: devices allocated, mounted and released by
// the local handlers, and the retries when none is to be had.

import type { HandlerId } from '../handlers/index.ts';
import { handlerOfError } from '../handlers/index.ts';
import type { EventFacts } from '../model.ts';
import { imageFormat, imagePath } from './image-model.ts';
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

/** From 12 on the format of the image decides; a container's directory tells it from an injection. */
export const instanceForFormat = template({
  id: 'mount.instance-for-format',
  variants: [
    {
      ...api,
      since: '2013.1',
      until: '2015.1',
      format:
        'Instance for format imgfile=%(image)s mountdir=%(dir)s partition=%(partition)s imgfmt=%(format)s',
      sample: `Instance for format imgfile=${DISK} mountdir=/var/lib/nova/instances/x/rootfs partition=None imgfmt=qcow2`,
    },
    {
      ...api,
      since: '12.0.0',
      format: 'Instance for format image=%(image)s mountdir=%(dir)s partition=%(partition)s',
      sample: `Instance for format image=<LocalFileImage:{'path': '${DISK}', 'format': 'qcow2'}> mountdir=/tmp/openstack-vfs-localfsAbCdEf partition=1`,
    },
  ],
  holes: { image: 'image', dir: 'word', partition: 'word', format: 'word' },
  event: ({ image = '', dir = '', partition = '', format }) => ({
    kind: 'image-opening',
    image: imagePath(image),
    dir,
    format: format ?? imageFormat(image),
    partition: partition === 'None' ? null : partition,
  }),
});

const deviceStep = (
  step: 'map' | 'mount' | 'unmount' | 'unmap' | 'detach',
  device: string,
  note: string,
  dir: string | null = null,
): EventFacts | null =>
  device.startsWith('/dev/') ? { kind: 'device-step', step, device, dir, note } : null;

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
  needles: ['Mount /dev/'],
  event: ({ device = '', dir = '' }, record) => deviceStep('mount', device, record.message, dir),
});

const STEPS = [
  ['map', 'Map dev %(device)s', 'Map dev /dev/nbd7'],
  ['unmount', 'Umount %(device)s', 'Umount /dev/mapper/nbd7p1'],
  ['unmap', 'Unmap dev %(device)s', 'Unmap dev /dev/nbd7'],
] as const;

export const deviceSteps = STEPS.map(([step, format, sample]) =>
  template({
    id: `mount.device-${step}`,
    variants: [{ ...api, format, sample }],
    holes: { device: 'word' },
    needles: [format.replace('%(device)s', '/dev/')],
    event: ({ device = '' }, record) => deviceStep(step, device, record.message),
  }),
);

/** The disk API says it for containers. */
export const deviceReleasing = [
  template({
    id: 'mount-nbd.device-releasing',
    variants: [
      {
        ...nbd,
        loggers: ['nova.virt.disk.mount.nbd', 'nova.virt.disk.api'],
        format: 'Release nbd device %(device)s',
        sample: 'Release nbd device /dev/nbd7',
      },
    ],
    holes: { device: 'word' },
    event: ({ device = '' }, record) => deviceStep('detach', device, record.message),
  }),
  template({
    id: 'mount-loop.device-releasing',
    variants: [
      {
        ...loop,
        loggers: ['nova.virt.disk.mount.loop', 'nova.virt.disk.api'],
        format: 'Release loop device %(device)s',
        sample: 'Release loop device /dev/loop0',
      },
    ],
    holes: { device: 'word' },
    event: ({ device = '' }, record) => deviceStep('detach', device, record.message),
  }),
];

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

/** Logged for each device it passes over while it looks for a free one. */
export const nbdLockStale = template({
  id: 'mount-nbd.lock-stale',
  variants: [
    {
      ...nbd,
      since: '2014.1',
      format: 'NBD error - previous umount did not cleanup /var/lock/qemu-nbd-%(device)s.',
      sample: 'NBD error - previous umount did not cleanup /var/lock/qemu-nbd-nbd7.',
    },
  ],
  holes: { device: 'word' },
  event: ({ device = '' }, record) => ({
    kind: 'device-skipped',
    device: `/dev/${device}`,
    note: record.message,
  }),
});

/** After the extra detach of a device that did not show up. */
export const nbdDetachFailed = template({
  id: 'mount-nbd.detach-failed',
  variants: [
    {
      ...nbd,
      format: 'Detaching from erroneous nbd device returned error: %(error)s',
      sample:
        'Detaching from erroneous nbd device returned error: Unexpected error while running command.\nCommand: sudo nova-rootwrap /etc/nova/rootwrap.conf qemu-nbd -d /dev/nbd7',
    },
  ],
  event: ({ error = '' }) => {
    const device = /\bqemu-nbd -d (\/dev\/nbd\d+)/.exec(error)?.[1];
    if (device === undefined) return null;
    const note = `Detaching from erroneous nbd device returned error: qemu-nbd -d ${device}`;
    return { kind: 'device-skipped', device, note };
  },
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
