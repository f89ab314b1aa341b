// Command execution: nova/utils.py to 2013.1, nova/openstack/common/processutils.py to 2014.2,
// oslo_concurrency/processutils.py since; nova/utils.py again with the rootwrap daemon (12 to 19).

import { bareCommand, commandErrorIn, isImageCommand, readCommand } from './command-line.ts';
import { template } from './template.ts';

const utils = ['nova.utils'];
const incubator = ['nova.openstack.common.processutils'];
const oslo = ['oslo_concurrency.processutils', 'oslo.concurrency.processutils', 'nova.utils'];

const eachLogger = <const Format extends string>(format: Format, sample: string) =>
  [
    { since: null, until: '2013.1', loggers: utils, format, sample },
    { since: '2013.1', until: '2014.2', loggers: incubator, format, sample },
    { since: '2015.1.0', until: null, loggers: oslo, format, sample },
  ] as const;

export const commandStarted = template({
  id: 'processutils.command-started',
  variants: eachLogger(
    'Running cmd (subprocess): %(command)s',
    'Running cmd (subprocess): sudo nova-rootwrap qemu-nbd -d /dev/nbd15',
  ),
  event: ({ command = '' }) => {
    const bare = bareCommand(command);
    return { kind: 'command', command: bare, ...readCommand(bare) };
  },
});

export const commandResult = template({
  id: 'processutils.command-result',
  variants: [
    {
      since: null,
      until: '2013.1',
      loggers: utils,
      format: 'Result was %(code)s',
      sample: 'Result was 0',
    },
    {
      since: '2013.1',
      until: '2014.2',
      loggers: incubator,
      format: 'Result was %(code)s',
      sample: 'Result was 32',
    },
  ],
  holes: { code: 'number' },
  event: ({ code }) => ({
    kind: 'command-ended',
    exitCode: Number(code),
    command: null,
    seconds: null,
  }),
});

export const commandReturned = template({
  id: 'processutils.command-returned',
  variants: [
    {
      since: '2015.1.0',
      until: null,
      loggers: oslo,
      format: 'CMD "%(command)s" returned: %(code)s in %(seconds)ss',
      sample:
        'CMD "sudo nova-rootwrap /etc/nova/rootwrap.conf qemu-nbd -d /dev/nbd7" returned: 0 in 0.137s',
    },
  ],
  holes: { code: 'number', seconds: 'decimal' },
  event: ({ command = '', code, seconds }) => ({
    kind: 'command-ended',
    exitCode: Number(code),
    command: bareCommand(command),
    seconds: Number(seconds),
  }),
});

/** A list's repr to 2014.1.2, a text's repr after. */
export const commandRetried = template({
  id: 'processutils.command-retried',
  variants: eachLogger(
    '%(command)s failed. Retrying.',
    "['sudo', 'nova-rootwrap', 'umount', '/dev/mapper/nbd15p1'] failed. Retrying.",
  ),
  event: ({ command = '' }) => {
    const words = [...command.matchAll(/u?'((?:[^'\\]|\\.)*)(?:'|$)/g)].map(
      (match) => match[1] ?? '',
    );
    return { kind: 'command-retried', command: bareCommand(words.join(' ')) };
  },
});

/** Essex prints what a command that may fail wrote on stderr, or the whole error, as a record. */
export const commandStderr = template({
  id: 'processutils.command-stderr',
  variants: [
    {
      since: '2012.1',
      until: '2012.1.3',
      loggers: utils,
      format: 'Unexpected error while running command.%(error)s',
      sample:
        "Unexpected error while running command.\nCommand: sudo mount /dev/nbd15 /tmp/tmpAbCdEf\nExit code: 32\nStdout: ''\nStderr: ''",
    },
  ],
  event: ({ error = '' }) => {
    const failed = commandErrorIn(error);
    return failed === null ? null : { kind: 'command-failed', error: failed };
  },
});

/** A command pasted without any prefix. Only a source without line layout has records without a
 *  logger, so nothing a guest or user named can be taken for one. */
export const commandPasted = template({
  id: 'processutils.command-pasted',
  needles: [
    'qemu-nbd -',
    'losetup --',
    'kpartx -',
    'guestmount --rw',
    'fusermount -',
    'mount /dev/',
    'mount -o loop',
    'blockdev --flushbufs',
    '/tmp/tmp',
    'openstack-disk-mount-tmp',
    'openstack-vfs-localfs',
  ],
  variants: [
    {
      since: null,
      until: null,
      loggers: [],
      format: '%(command)s',
      sample: 'qemu-nbd -c /dev/nbd15 /var/lib/nova/instances/instance-0000076d/disk',
    },
  ],
  event: ({ command = '' }, record) => {
    if (record.logger !== null) return null;
    const bare = bareCommand(command);
    return isImageCommand(bare) ? { kind: 'command', command: bare, ...readCommand(bare) } : null;
  },
});
