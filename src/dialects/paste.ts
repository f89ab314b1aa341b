// Nova's own layout, or syslog's, as it comes out of other tools: grep's `file:line:` and `file-line-`, numbered lines,
// the file's name and a blank in collections of logs, quotes in mail and Markdown, list items, indented
// blocks, chats and the tags of forums.

import { literal } from './date-format.ts';
import type { Dialect, Reading } from './dialect.ts';
import { osloText } from './oslo-text.ts';
import { STAMP, syslog } from './syslog.ts';
import { TIMESTAMP } from './times.ts';

// nova-compute.log:17: · nova-compute.log-18- · 17:
const GREP = '(?:[\\w./@+~-]{1,200}?[:-](?:\\d{1,9}[:-])?|\\d{1,9}[:-]) ?';
// `cat -n` and `less -N`: `    17<TAB>` · `     17 `
const NUMBER = ' {0,8}\\d{1,9}(?:\\t| {1,3})';
// nova-compute.log.1.2017-05-16_13:55:31 · /var/log/nova/nova-compute.log
const COLLECTED = '[\\w./@+~-]{1,200}?\\.log[\\w.:-]{0,60} ';
// `- ` · `* ` · `12. `, as pages with numbered lines come out as text
const ITEM = ' {0,8}(?:[-*+•#]|\\d{1,6}[.)]) ';
// [12:46] <joe>
const CHAT = '(?:\\[?\\d\\d:\\d\\d(?::\\d\\d)?\\]? )?<[ @+%]?[^<>\\s]{1,30}> ';
// [COLOR=#FF0040] · <pre>
const TAG = '(?:\\[[A-Za-z]{1,8}(?:=[^\\]\\s]{1,30})?\\]|<[a-z]{1,6}>){1,4}';
export const QUOTE = '(?:> ?){1,4}';
const INDENT = '[ \\t]{1,40}';
const LEVEL = '(?:DEBUG|INFO|AUDIT|WARNING|ERROR|CRITICAL|TRACE) [A-Za-z_]';
// Behind a number only a time shows that it is no pid.
export const FRONT = `(?:(?:${GREP}|${NUMBER}|${COLLECTED}|${ITEM}|${CHAT}|${TAG})(?=(?:${TIMESTAMP}|${STAMP}) )|(?:${QUOTE}|${INDENT})(?=(?:${TIMESTAMP}|${STAMP}) |${LEVEL}))`;

const PREFIX = new RegExp(`^${FRONT}`);

const GREPPED = new RegExp(
  `^(?<file>[\\w./@+~-]{0,200}?)[:-]?(?:\\d{1,9}[:-])? ?(?=(?:${TIMESTAMP}|${STAMP}) )`,
);
const OTHERS = [NUMBER, ITEM, CHAT, TAG, QUOTE, INDENT].map((front) => new RegExp(`^${front}`));

/** What stands in front of the further lines of a message whose first line has this in front. */
function frontOf(line: string, front: string): RegExp {
  const other = OTHERS.find((pattern) => pattern.test(front));
  if (other !== undefined) return other;
  if (front.endsWith(' ')) return new RegExp(`^${literal(front)}`);
  const file = GREPPED.exec(line)?.groups?.['file'] ?? '';
  return new RegExp(`^${literal(file)}${file === '' ? '' : '[:-]'}(?:\\d{1,9}[:-])? ?`);
}

export const paste = {
  id: 'paste',
  head: new RegExp(`${FRONT}(?:${osloText.head.source}|${syslog.head.source})`),
  multiline: true,
  samples: [
    'nova-compute.log:17:2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '/var/log/nova/nova-compute.log-2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
    'nova-compute.log.1.2023-06-20_09:05:31 2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '- 2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '/var/log/syslog:17:Jun  3 08:00:59 cn7 2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '    17\t2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '> 2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
    '    2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)',
  ],
  read(line) {
    const front = PREFIX.exec(line);
    if (front === null) return null;
    const rest = line.slice(front[0].length);
    const layout: Reading | null = osloText.read(rest) ?? syslog.read(rest);
    if (layout === null) return null;
    // What is indented in such a line stands behind what is in front.
    const { column: _, ...others } = layout;
    return { ...others, front: frontOf(line, front[0]) };
  },
} as const satisfies Dialect;
