// journalctl's verbose: a line with time and cursor, then `    FIELD=value` lines; further lines of a
// value are indented to where it begins. The time in front is the host's own, without an offset.

import type { Line } from '../model.ts';
import { addField, type Block, closeBlock, MAX_VALUE, newBlock } from './block.ts';
import { readTime } from './times.ts';

const HEADER = /^[A-Z][a-z]{2} (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?) \S+ \[s=[0-9a-f]+;i=/;
const FIELD = /^ {4}([A-Z_][A-Z0-9_]*)=(.*)$/s;

export const journalVerbose = {
  id: 'journal-verbose',
  mark: /[A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? \S+ \[s=[0-9a-f]+;i=/,
  first: /[A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? \S+ \[s=[0-9a-f]+;i=/,
  samples: [
    'Tue 2023-06-20 08:00:59.124011 CEST [s=9d2f;i=3;b=1f86;m=1ac5f742c;t=660d8ae2020a2;x=1fd0]\n    _HOSTNAME=cn7\n    _PID=4711\n    SYSLOG_IDENTIFIER=nova-compute\n    MESSAGE=2023-06-20 08:00:59.123 4711 ERROR nova.compute.manager [-] a\n            b\n    _SOURCE_REALTIME_TIMESTAMP=1687240859124011',
  ],
  newReader() {
    let block: Block | null = null;
    let name = '';
    return {
      take(line: Line) {
        const header = HEADER.exec(line.text);
        if (header !== null) {
          const ended = block;
          block = newBlock(line, readTime(header[1] ?? ''));
          name = '';
          return ended === null ? null : closeBlock(ended);
        }
        if (block === null) return null;
        const [, field, value = ''] = FIELD.exec(line.text) ?? [];
        if (field !== undefined) {
          addField(block, field, value, line);
          name = field;
        } else if (line.text.startsWith('     ') && name !== '') {
          const more = line.text.slice(`    ${name}=`.length);
          const value = block.fields.get(name) ?? '';
          if (value.length + more.length < MAX_VALUE) block.fields.set(name, `${value}\n${more}`);
        } else return null;
        block.last = line;
        return null;
      },
      end: () => (block === null ? null : closeBlock(block)),
    };
  },
};
