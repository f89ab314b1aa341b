// nova/virt/disk/vfs/{api,localfs,guestfs}.py, from 2013.1 on: which VFS class opens the image, what
// the libguestfs appliance does, and the file operations it reports instead of commands.

import type { EventFacts } from '../model.ts';
import { imageFormat, imagePath } from './image-model.ts';
import { template } from './template.ts';

const api = ['nova.virt.disk.vfs.api'];
const localfs = ['nova.virt.disk.vfs.localfs'];
const guestfs = ['nova.virt.disk.vfs.guestfs'];

const DISK = '/var/lib/nova/instances/3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21/disk';
const MODEL = `<LocalFileImage:{'path': '${DISK}', 'format': 'qcow2'}>`;

const none = (value: string) => (value === 'None' ? null : value);

export const instanceForImage = template({
  id: 'vfs.instance-for-image',
  variants: [
    {
      since: '2013.1',
      until: '2015.1',
      loggers: api,
      format: 'Instance for image imgfile=%(image)s imgfmt=%(format)s partition=%(partition)s',
      sample: `Instance for image imgfile=${DISK} imgfmt=qcow2 partition=1`,
    },
    {
      since: '12.0.0',
      until: null,
      loggers: api,
      format: 'Instance for image image=%(image)s partition=%(partition)s',
      sample: `Instance for image image=${MODEL} partition=1`,
    },
  ],
  holes: { image: 'image', format: 'word', partition: 'word' },
  event: ({ image = '', format, partition = '' }) => ({
    kind: 'image-opening',
    image: imagePath(image),
    dir: null,
    format: format ?? imageFormat(image),
    partition: none(partition),
  }),
});

/** From 2014.2 to 22 this is printed before the import is tried, so it decides nothing there. */
export const primaryVfs = template({
  id: 'vfs.primary',
  variants: [
    {
      since: '2013.1',
      until: null,
      loggers: api,
      format: 'Using primary VFSGuestFS',
      sample: 'Using primary VFSGuestFS',
    },
  ],
  event: () => ({ kind: 'vfs-chosen', vfs: 'vfs-guestfs' }),
});

export const importTried = template({
  id: 'vfs.import-tried',
  variants: [
    {
      since: '2013.1',
      until: '2014.1',
      loggers: api,
      format: 'Trying to import guestfs',
      sample: 'Trying to import guestfs',
    },
  ],
  event: () => null,
});

export const localVfs = template({
  id: 'vfs.fallback',
  variants: [
    {
      since: '2013.1',
      until: '2014.1',
      loggers: api,
      format: 'Falling back to VFSLocalFS',
      sample: 'Falling back to VFSLocalFS',
    },
    {
      since: '2014.2',
      until: '2014.2.4',
      loggers: api,
      format: 'Unable to import guestfsfalling back to VFSLocalFS',
      sample: 'Unable to import guestfsfalling back to VFSLocalFS',
    },
    {
      since: '2015.1.0',
      until: '22',
      loggers: api,
      format: 'Unable to import guestfs, falling back to VFSLocalFS',
      sample: 'Unable to import guestfs, falling back to VFSLocalFS',
    },
  ],
  event: () => ({ kind: 'vfs-chosen', vfs: 'vfs-localfs' }),
});

/** The classes of nova.virt.disk.mount. */
const MOUNTS = [
  { name: 'Loop', handler: 'loop' },
  { name: 'Nbd', handler: 'nbd' },
  { name: 'Block', handler: 'block' },
] as const;

/** VFSLocalFS names the class itself to 2015.1, the mount module after. */
export const mountClass = template({
  id: 'vfs.mount-class',
  variants: [
    {
      since: '2013.1',
      until: '2015.1',
      loggers: localfs,
      format: 'Using %(class)sMount',
      sample: 'Using NbdMount',
    },
    {
      since: '2013.1',
      until: null,
      loggers: ['nova.virt.disk.mount.api'],
      format: 'Using %(class)sMount',
      sample: 'Using LoopMount',
    },
  ],
  holes: { class: 'word' },
  needles: MOUNTS.map(({ name }) => `Using ${name}Mount`),
  event: (holes) => {
    const mount = MOUNTS.find(({ name }) => name === holes.class);
    return mount === undefined ? null : { kind: 'mount-class-chosen', handler: mount.handler };
  },
});

export const unmountFailed = template({
  id: 'vfs.unmount-failed',
  variants: [
    {
      since: '2013.1',
      until: '22',
      loggers: localfs,
      format: 'Failed to unmount %(dir)s: %(error)s',
      sample:
        'Failed to unmount /tmp/openstack-vfs-localfsAbCdEf: Unexpected error while running command.',
    },
  ],
  holes: { dir: 'word' },
  event: ({ dir = '', error = '' }) => ({ kind: 'teardown-failed', dir, error }),
});

/** The parenthesis without a partner is Nova's. */
export const localSetupFailed = template({
  id: 'vfs.local-setup-failed',
  variants: [
    {
      since: '2013.1',
      until: '2014.2',
      loggers: localfs,
      format: 'Failed to mount image %(error)s)',
      sample: 'Failed to mount image nbd unavailable: module not loaded)',
    },
    {
      since: '2015.1.0',
      until: '22',
      loggers: localfs,
      format: 'Failed to mount image: %(error)s',
      sample: 'Failed to mount image: nbd unavailable: module not loaded',
    },
  ],
  // The same error ends the injection, or the check, in a line that also names what it was for.
  event: () => null,
});

const appliance = (
  step: 'start' | 'mount' | 'stop',
  note: string,
  image: string | null = null,
  partition: string | null = null,
): EventFacts => ({ kind: 'appliance', step, note, image, partition });

export const applianceStarted = template({
  id: 'vfs.appliance-started',
  variants: [
    {
      since: '2013.1',
      until: '2015.1',
      loggers: guestfs,
      format: 'Setting up appliance for %(image)s %(format)s',
      sample: `Setting up appliance for ${DISK} qcow2`,
    },
    {
      since: '12.0.0',
      until: null,
      loggers: guestfs,
      format: 'Setting up appliance for %(image)s',
      sample: `Setting up appliance for ${MODEL}`,
    },
  ],
  holes: { format: 'word', image: 'image' },
  event: ({ image = '' }, record) => appliance('start', record.message, imagePath(image)),
});

export const applianceMounted = template({
  id: 'vfs.appliance-mounted',
  variants: [
    {
      since: '2013.1',
      until: null,
      loggers: guestfs,
      format: 'Mount guest OS image %(image)s partition %(partition)s',
      sample: `Mount guest OS image ${DISK} partition 1`,
    },
  ],
  holes: { image: 'image', partition: 'word' },
  event: ({ image = '', partition = '' }, record) =>
    appliance('mount', record.message, imagePath(image), none(partition)),
});

export const applianceInspected = template({
  id: 'vfs.appliance-inspected',
  variants: [
    {
      since: '2013.1',
      until: null,
      loggers: guestfs,
      format: 'Inspecting guest OS image %(image)s',
      sample: `Inspecting guest OS image ${DISK}`,
    },
  ],
  holes: { image: 'image' },
  event: ({ image = '' }, record) => appliance('mount', record.message, imagePath(image), '-1'),
});

export const applianceStopped = template({
  id: 'vfs.appliance-stopped',
  variants: [
    {
      since: '2013.1',
      until: null,
      loggers: guestfs,
      format: 'Tearing down appliance',
      sample: 'Tearing down appliance',
    },
  ],
  event: (_, record) => appliance('stop', record.message),
});

const OPERATIONS = [
  ['Make directory path=%(path)s', 'Make directory path=root/.ssh'],
  ['Append file path=%(path)s', 'Append file path=root/.ssh/authorized_keys'],
  ['Replace file path=%(path)s', 'Replace file path=meta.js'],
  ['Read file path=%(path)s', 'Read file path=etc/passwd'],
  ['Has file path=%(path)s', 'Has file path=etc/selinux'],
  ['Set permissions path=%(path)s', 'Set permissions path=root/.ssh mode=448'],
  ['Set ownership path=%(path)s', 'Set ownership path=root/.ssh user=root group=root'],
] as const;

/** With the local handler the commands say the same, as far as they are logged; with libguestfs these
 *  are the only trace. */
export const fileOperations = OPERATIONS.map(([format, sample]) =>
  template({
    id: `vfs.file-operation.${sample.slice(0, sample.indexOf(' path')).toLowerCase().replace(' ', '-')}`,
    variants: [
      { since: '2013.1', until: null, loggers: guestfs, format, sample },
      { since: '2013.1', until: '22', loggers: localfs, format, sample },
    ],
    event: (_, record) => ({
      kind: 'file-operation',
      vfs: record.logger?.endsWith('.localfs') ? 'vfs-localfs' : 'vfs-guestfs',
      note: record.message,
    }),
  }),
);
