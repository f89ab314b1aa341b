// What pages leave in the text of a log that was put on them and copied again: entities, quotes and dots set
// for print, and blanks, table cells and tags behind a line. In: a line of a message. Out: as Nova printed it.

const SET = /[“”‘’…]|&(?:lt|gt|quot|amp|#0?39);/;
const BEHIND = /(?:\s|<br ?\/?>|\s\|\s\||\[\/[A-Za-z]{1,8}\]|<\/(?:code|pre|p|span)>)$/;
/** None is longer. */
const LONGEST = 12;

const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/[“”]|&quot;/g, '"'],
  [/[‘’]|&#0?39;/g, "'"],
  [/…/g, '...'],
  [/&lt;/g, '<'],
  [/&gt;/g, '>'],
  [/&amp;/g, '&'],
];

/** The lines of a message or traceback. What ends the first of several is its own. */
export function withoutMarkup(lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => {
    const isFirst = index === 0 && lines.length > 1;
    const cut = isFirst || !/[\s|>\]]$/.test(line) ? line : withoutEnd(line);
    return SET.test(cut) ? PLAIN.reduce((text, [from, to]) => text.replace(from, to), cut) : cut;
  });
}

/** Taken off one by one, as a line may hold any number of them. */
function withoutEnd(line: string): string {
  let end = line.length;
  for (;;) {
    const found = BEHIND.exec(line.slice(Math.max(0, end - LONGEST), end));
    if (found === null) return line.slice(0, end);
    end -= found[0].length;
  }
}
