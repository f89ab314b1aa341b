// No layout at all: a paste of commands or messages whose prefixes are gone. Each line is a message.
// Used only while a source has shown no other layout, so it never reads the inside of a record.

import { blank, type Dialect } from './dialect.ts';

export const bare = {
  id: 'bare',
  head: /(?!)/,
  multiline: false,
  samples: ['qemu-nbd -c /dev/nbd15 /var/lib/nova/instances/instance-0000076d/disk'],
  read: (line) => ({ ...blank, kind: 'bare', message: line.trim() }),
} as const satisfies Dialect;
