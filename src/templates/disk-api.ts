// nova/virt/disk/api.py: what is injected, item by item; the errors of handlers that failed (2012.x);
// injection failures from 2013.1 on; the resize checks that open an image without injecting; LXC.

import { handlerOfDevice, handlerOfError } from '../handlers/index.ts';
import type { EventFacts, InjectItem, LogRecord } from '../model.ts';
import { commandErrorIn } from './command-line.ts';
import { imageInError, imagePath } from './image-model.ts';
import { withinParentheses } from './parentheses.ts';
import { template } from './template.ts';

const api = ['nova.virt.disk.api'];

const vfsOf = (fs: string) => (fs.includes('VFSGuestFS') ? 'vfs-guestfs' : 'vfs-localfs');

/** The values are printed raw: a key, a network file or file contents can hold any text, also text
 *  that reads like the next field. Only a line in which each field occurs once is believed. */
function requestedFields(rest: string): ReadonlyMap<InjectItem, string> | null {
  const fields = [' net=', ' metadata=', ' admin_password=', ' files='];
  const at = fields.map((field) => rest.indexOf(field));
  if (at.some((index, n) => index < 0 || rest.indexOf(fields[n] ?? '', index + 1) >= 0))
    return null;
  const [net = 0, metadata = 0, password = 0, files = 0] = at;
  if (!(net < metadata && metadata < password && password < files)) return null;
  const value = (from: number, field: string, to: number) => rest.slice(from + field.length, to);
  return new Map([
    ['key', rest.slice(0, net)],
    ['net', value(net, ' net=', metadata)],
    ['metadata', value(metadata, ' metadata=', password)],
    ['files', value(files, ' files=', rest.length)],
  ]);
}

function requestedItems(rest: string): readonly InjectItem[] | null {
  const fields = requestedFields(rest);
  return fields && [...fields].filter(([, value]) => present(value)).map(([item]) => item);
}

/** What the line as it stands in the source shows of these: someone may have hidden values there. */
function inClear(items: readonly InjectItem[] | null, line: string): readonly InjectItem[] {
  const values = requestedFields(line.slice(line.indexOf(' key=') + ' key='.length));
  return (items ?? []).filter((item) => isClear(values?.get(item) ?? HIDDEN));
}

const HIDDEN = '***';

const isClear = (value: string) =>
  !/\*{3}|<(?:SANITIZED|redacted|removed|hidden|masked)>/i.test(value);

const printed = (item: InjectItem, line: string, behind: string): readonly InjectItem[] =>
  isClear(line.slice(line.indexOf(behind) + behind.length)) ? [item] : [];

const present = (value: string) => !/^(?:None|\[\]|\{\}|\(\)|)$/.test(value.trim());

/** `admin_password=` is constant text in every release: a password shows only where it is injected. */
export const injectData = template({
  id: 'disk-api.inject-data',
  variants: [
    {
      since: '2013.1',
      until: '2015.1',
      loggers: api,
      format: 'Inject data image=%(image)s key=%(values)s partition=%(partition)s use_cow=%(cow)s',
      sample:
        'Inject data image=/var/lib/nova/instances/3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21/disk key=None net=None metadata=[] admin_password=<SANITIZED> files=None partition=1 use_cow=True',
    },
    {
      since: '12.0.0',
      until: null,
      loggers: api,
      format: 'Inject data image=%(image)s key=%(values)s partition=%(partition)s',
      sample:
        "Inject data image=<LocalFileImage:{'path': '/var/lib/nova/instances/3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21/disk', 'format': 'qcow2'}> key=None net=None metadata={} admin_password=<SANITIZED> files=[] partition=1",
    },
  ],
  holes: { image: 'image', values: 'greedy', partition: 'word', cow: 'word' },
  secretsAfter: ' key=',
  event: ({ image = '', values = '', partition = '' }, { text }) => ({
    kind: 'injection-requested',
    image: imagePath(image),
    items: requestedItems(values),
    partition: partition === 'None' ? null : partition,
    prints: inClear(requestedItems(values), text),
  }),
});

const itemStarted = (
  fs: string,
  item: InjectItem | null,
  path: string | null = null,
  append = false,
): EventFacts => ({
  kind: 'item-started',
  item,
  fs: /0x[0-9a-f]+/.exec(fs)?.[0] ?? fs,
  vfs: vfsOf(fs),
  path,
  append,
});

const LOCAL_FS = '<nova.virt.disk.vfs.localfs.VFSLocalFS object at 0x7f70f4207a90>';
const since2013 = { since: '2013.1', until: null, loggers: api } as const;

export const injectKey = template({
  id: 'disk-api.inject-key',
  variants: [
    {
      ...since2013,
      format: 'Inject key fs=%(fs)s key=%(key)s',
      sample: `Inject key fs=${LOCAL_FS} key=ssh-rsa AAAA`,
    },
  ],
  holes: { fs: 'image' },
  secretsAfter: ' key=',
  event: ({ fs = '' }, { text }) => ({
    ...itemStarted(fs, 'key'),
    prints: printed('key', text, ' key='),
  }),
});

/** Nova says "key" here too. */
export const injectNet = template({
  id: 'disk-api.inject-net',
  variants: [
    {
      ...since2013,
      format: 'Inject key fs=%(fs)s net=%(net)s',
      sample: `Inject key fs=${LOCAL_FS} net=auto lo`,
    },
  ],
  holes: { fs: 'image' },
  secretsAfter: ' net=',
  event: ({ fs = '' }, { text }) => ({
    ...itemStarted(fs, 'net'),
    prints: printed('net', text, ' net='),
  }),
});

export const injectMetadata = template({
  id: 'disk-api.inject-metadata',
  variants: [
    {
      ...since2013,
      format: 'Inject metadata fs=%(fs)s metadata=%(metadata)s',
      sample: `Inject metadata fs=${LOCAL_FS} metadata=[]`,
    },
  ],
  holes: { fs: 'image' },
  secretsAfter: ' metadata=',
  event: ({ fs = '' }, { text }) => ({
    ...itemStarted(fs, 'metadata'),
    prints: printed('metadata', text, ' metadata='),
  }),
});

export const injectPassword = template({
  id: 'disk-api.inject-password',
  variants: [
    {
      ...since2013,
      format: 'Inject admin password fs=%(fs)s admin_passwd=%(password)s',
      sample: `Inject admin password fs=${LOCAL_FS} admin_passwd=<SANITIZED>`,
    },
  ],
  holes: { fs: 'image' },
  secretsAfter: ' admin_passwd=',
  event: ({ fs = '' }) => itemStarted(fs, 'admin_password'),
});

/** Every item is written through this; only the paths of the other items are known ones. */
export const injectFile = template({
  id: 'disk-api.inject-file',
  variants: [
    {
      ...since2013,
      format: 'Inject file fs=%(fs)s path=%(path)s append=%(append)s',
      sample: `Inject file fs=${LOCAL_FS} path=root/.ssh/authorized_keys append=True`,
    },
  ],
  holes: { fs: 'image', path: 'greedy', append: 'word' },
  event: ({ fs = '', path = '', append }) => itemStarted(fs, null, path, append === 'True'),
});

const failedItem: Readonly<Record<string, InjectItem>> = {
  key: 'key',
  net: 'net',
  metadata: 'metadata',
  admin_password: 'admin_password',
  files: 'files',
};

/** `data` is the whole injection, any other word one item of it. The image is its path in 2014.2 and
 *  2015.1 and a model's repr from 12 on; `summary` is the error summary oslo.log adds from 16 on. */
export const injectionIgnored = template({
  id: 'disk-api.injection-ignored',
  variants: [
    {
      since: '2013.1',
      until: '2014.1',
      loggers: api,
      format: 'Ignoring error injecting data into image (%(error)s',
      sample: 'Ignoring error injecting data into image (nbd unavailable: module not loaded)',
    },
    {
      since: '2014.2',
      until: null,
      loggers: api,
      format: 'Ignoring error injecting data into image %(image)s (%(error)s',
      sample:
        'Ignoring error injecting data into image /var/lib/nova/instances/3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21/disk (No free nbd devices)',
    },
  ],
  holes: { image: 'image', error: 'greedy' },
  event: ({ image, error = '' }) => ({
    kind: 'injection-failed',
    image: image === undefined ? imageInError(error) : imagePath(image),
    imageId: null,
    item: null,
    fatal: false,
    error: withinParentheses(error),
  }),
});

export const itemIgnored = template({
  id: 'disk-api.item-ignored',
  variants: [
    {
      since: '2013.1',
      until: null,
      loggers: api,
      format: 'Ignoring error injecting %(item)s into image (%(error)s',
      sample: 'Ignoring error injecting key into image (File root/.ssh could not be found.)',
    },
  ],
  holes: { item: 'word', error: 'greedy' },
  event: ({ item = '', error = '' }) => {
    const named = failedItem[item];
    return named === undefined
      ? null
      : {
          kind: 'injection-failed',
          image: null,
          imageId: null,
          item: named,
          fatal: false,
          error: withinParentheses(error),
        };
  },
});

/** Which handler a failed attempt was: by its own words, else by the command it ran. */
export function attemptFailed(error: string): EventFacts {
  const command = commandErrorIn(error)?.command ?? '';
  const device = /\/dev\/(?!sda)\S+?(?=[\s,:]|$)/.exec(
    `${/did not show up/.test(error) ? error : ''} ${command}`,
  )?.[0];
  return {
    kind: 'attempt-failed',
    handler:
      handlerOfError(error) ??
      (/^(?:guestmount|fusermount) /.test(command) ? 'guestfs' : null) ??
      (device === undefined ? null : handlerOfDevice(device)),
    device: device ?? null,
    error,
  };
}

const ATTEMPT_ERRORS = [
  [
    'Could not attach image to loopback: %(error)s',
    'Could not attach image to loopback: losetup: no free loop device',
  ],
  ['nbd unavailable: %(error)s', 'nbd unavailable: module not loaded'],
  ['No free nbd devices', 'No free nbd devices'],
  ['qemu-nbd error: %(error)s', 'qemu-nbd error: Unexpected error while running command.'],
  ['nbd device %(error)s did not show up', 'nbd device /dev/nbd15 did not show up'],
  ['Failed to map partitions: %(error)s', 'Failed to map partitions: no partitions found'],
  ['partition search unsupported with %(error)s', 'partition search unsupported with nbd'],
  ['unsupported partition: %(error)s', 'unsupported partition: -1'],
  ['unknown guestmount error', 'unknown guestmount error'],
] as const;

/** Each handler that fails leaves its error as the whole message of a DEBUG line: in 2012.x for any
 *  image, later for a container's. */
export const attemptErrors = ATTEMPT_ERRORS.map(([format, sample]) =>
  template({
    id: `disk-api.attempt-error.${(format.split('%')[0] ?? '').trim().replace(/\W+/g, '-').toLowerCase()}`,
    variants: [{ since: '2012.1', until: null, loggers: api, format, sample }],
    event: (_, record) => attemptFailed(record.message),
  }),
);

/** DEBUG is a handler that failed; above it the text is LXC's (2012.1). */
export const mountFailed = template({
  id: 'disk-api.mount-failed',
  variants: [
    {
      since: '2012.1',
      until: null,
      loggers: api,
      format: 'Failed to mount filesystem: %(error)s',
      sample: 'Failed to mount filesystem: Unexpected error while running command.',
    },
  ],
  event: ({ error = '' }, record: LogRecord) =>
    record.level === 'DEBUG' || record.level === null
      ? attemptFailed(record.message)
      : { kind: 'container-failed', image: null, dir: null, error: error.trim() },
});

export const containerFailed = template({
  id: 'disk-api.container-failed',
  variants: [
    {
      since: '2012.2',
      until: null,
      loggers: api,
      format: "Failed to mount container filesystem '%(image)s' on '%(dir)s': %(error)s",
      sample:
        "Failed to mount container filesystem '/var/lib/nova/instances/instance-0000076d/disk' on '/var/lib/nova/instances/instance-0000076d/rootfs': \n--\nNo free nbd devices",
    },
  ],
  holes: { error: 'greedy' },
  event: ({ image = '', dir = '', error = '' }) => ({
    kind: 'container-failed',
    image: image.startsWith('/') || image.startsWith('<Local') ? imagePath(image) : null,
    dir,
    error: error.trim(),
  }),
});

const resizeCheck = (image: string, stage: 'begun' | 'failed', error: string | null = null) =>
  ({ kind: 'resize-check', image: imagePath(image), stage, error }) as const;

/** Nova asks whether the filesystem of a grown disk can grow too, and opens the image to find out. */
export const resizeCheckBegun = template({
  id: 'disk-api.resize-check-begun',
  variants: [
    {
      since: '2013.1',
      until: '2013.1.5',
      loggers: api,
      format: 'Checking if we can resize image %(image)s. size=%(size)s, CoW=%(cow)s',
      sample:
        'Checking if we can resize image /var/lib/nova/instances/3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21/disk. size=1, CoW=True',
    },
    {
      since: '2013.2',
      until: '2014.2',
      loggers: api,
      format: 'Checking if we can resize filesystem inside %(image)s. CoW=%(cow)s',
      sample:
        'Checking if we can resize filesystem inside /var/lib/nova/instances/3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21/disk. CoW=True',
    },
    {
      since: '2015.1.0',
      until: '2015.1.4',
      loggers: api,
      format: 'Checking if we can extend filesystem inside %(image)s. CoW=%(cow)s',
      sample:
        'Checking if we can extend filesystem inside /var/lib/nova/instances/3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21/disk. CoW=True',
    },
    {
      since: '12.0.0',
      until: null,
      loggers: api,
      format: 'Checking if we can extend filesystem inside %(image)s.',
      sample:
        "Checking if we can extend filesystem inside <LocalFileImage:{'format': 'qcow2', 'path': '/var/lib/nova/instances/3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21/disk'}>.",
    },
  ],
  holes: { image: 'image', cow: 'word', size: 'word' },
  event: ({ image = '' }) => resizeCheck(image, 'begun'),
});

export const resizeCheckFailed = template({
  id: 'disk-api.resize-check-failed',
  variants: [
    {
      since: '2013.1',
      until: null,
      loggers: api,
      format: 'Unable to mount image %(image)s with error %(error)s. Cannot resize.%(summary)s',
      sample:
        'Unable to mount image /var/lib/nova/instances/3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21/disk with error No free nbd devices. Cannot resize.',
    },
  ],
  holes: { error: 'greedy' },
  event: ({ image = '', error = '' }) => resizeCheck(image, 'failed', error),
});
