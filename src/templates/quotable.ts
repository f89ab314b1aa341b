// In: a line of a log that is quoted for another reason than what it says, and may be damaged. Out: the line
// without its secrets and without what messages of some templates hold, which is contents.

import { maskSecrets } from '../secrets.ts';
import { templates } from './index.ts';

/** A level, or what journalctl shows of a message that it leaves out. */
const KNOWN =
  /\b(?:DEBUG|INFO|AUDIT|WARNING|ERROR|CRITICAL|TRACE)\b|\[[\d.]+[BKMG] blob data\]\s*$/;
const MOST = 200;

/** Where contents begin: fixed text, and behind it the text from which on nothing is shown. */
const contents = templates
  .flatMap(({ variants }) => variants)
  .flatMap(({ prefix, secretsAfter }) => (secretsAfter === null ? [] : [{ prefix, secretsAfter }]));

/** At most 200 characters. A line without a level may be the inside of a message, such as a file's contents,
 *  and of an object all that follows the first name may be. */
export function quotableLine(line: string): string {
  if (line.startsWith('{')) return `${line.slice(0, 20).split(':', 1)[0]}: ***`;
  if (!KNOWN.test(line.slice(0, MOST))) return '***';
  return cutContents(maskSecrets(line)).slice(0, MOST);
}

/** The line up to where contents begin. */
function cutContents(line: string): string {
  const ends = contents.flatMap(({ prefix, secretsAfter }) => {
    const at = line.indexOf(prefix);
    const from = at < 0 ? -1 : line.indexOf(secretsAfter, at);
    return from < 0 ? [] : [from + secretsAfter.length];
  });
  return ends.length === 0 ? line : `${line.slice(0, Math.min(...ends))}***`;
}
