// No layout at all: a paste of commands or messages whose prefixes are gone. Each line is a message.
// Used only while a source has shown no other layout, so it never reads the inside of a record.

import { blank, type Dialect } from './dialect.ts';

// Pages that lose line breaks leave the commands of one injection on one line.
const COMMAND =
  '(?:sudo )?(?:qemu-nbd -[cd] /dev/|kpartx -[ad] /dev/|u?mount /dev/|losetup --(?:find|detach) )';
const FIRST = new RegExp(`^\\s*${COMMAND}`);
const NEXT = new RegExp(`(?<!\\s)\\s+(?=${COMMAND})`);

/** The commands of a line that has several, else the line. */
export const commandsOf = (text: string): readonly string[] =>
  FIRST.test(text) ? text.split(NEXT) : [text];

export const bare = {
  id: 'bare',
  head: /(?!)/,
  multiline: false,
  samples: ['qemu-nbd -c /dev/nbd15 /var/lib/nova/instances/instance-0000076d/disk'],
  read: (line) => ({ ...blank, kind: 'bare', message: line.trim() }),
} as const satisfies Dialect;
