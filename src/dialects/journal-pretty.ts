// journalctl's json-pretty: an entry's object over several lines, `{`, `<TAB>"FIELD" : value,`, `}`; a
// message that is not printable text takes a line per byte.

import type { Line } from '../model.ts';
import { readEntry } from './journal-json.ts';
import { parse } from './json.ts';

const MESSAGE = /^\s+"MESSAGE" : /;
/** A message has a line of a few letters for each byte. */
const MAX_ENTRY = 1 << 24;

export const journalPretty = {
  id: 'journal-pretty',
  mark: /\t"[A-Z_][A-Z0-9_]*" : ["[n]/,
  first: /\{\r?$/,
  samples: [
    '{\n\t"_HOSTNAME" : "cn7",\n\t"_PID" : "4711",\n\t"__REALTIME_TIMESTAMP" : "1687240859124011",\n\t"SYSLOG_IDENTIFIER" : "nova-compute",\n\t"MESSAGE" : "2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)"\n}',
    '{\n\t"__REALTIME_TIMESTAMP" : "1687240859124011",\n\t"SYSLOG_IDENTIFIER" : "nova-compute",\n\t"MESSAGE" : [\n\t\t73,\n\t\t78\n\t]\n}',
  ],
  newReader() {
    let texts: string[] | null = null;
    let size = 0;
    let first: Line | null = null;
    let message: Line | null = null;
    return {
      take(line: Line) {
        if (line.text === '{') {
          texts = [];
          size = 0;
          first = line;
          message = null;
        }
        if (texts === null || first === null) return null;
        size += line.text.length + 1;
        // What is longer is no entry.
        if (size > MAX_ENTRY) {
          texts = null;
          return null;
        }
        texts.push(line.text);
        if (message === null && MESSAGE.test(line.text)) message = line;
        if (line.text !== '}') return null;
        const object = parse(texts.join('\n'));
        const layout = object === null ? null : readEntry(object);
        texts = null;
        if (layout === null) return null;
        return { line: message ?? first, first: first.line, last: line.line, layout };
      },
      end: () => null,
    };
  },
};
