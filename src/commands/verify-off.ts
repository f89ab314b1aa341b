// Whether injection, once switched off, is off: two captures compared, one from before the change and one from
// after it. Evidence on the command line is of instances of the second.

import { type SwitchedOff, switchedOff } from '../comparison/switched-off.ts';
import { json } from '../reporters/json.ts';
import { cite, field, openPage, type Page, paragraph } from '../reporters/page.ts';
import type { Answer, Asked } from './command.ts';

export async function verifyOff({ flags, page, read }: Asked): Promise<Answer> {
  const [before = '', after = ''] = flags.subjects;
  const { report: old } = await read([before], { evidence: false });
  const analysis = await read([after]);
  const found = switchedOff(old, analysis);
  const failed = found.verdict !== 'worked';
  if (flags.format === 'json') return { text: json(found), failed };
  const pages = { before: openPage(old, page), after: openPage(analysis.report, page) };
  return { text: lines(pages, found), failed };
}

const VERDICTS = {
  worked: { text: 'It worked', tone: 'good' },
  'did-not-work': { text: 'It did not work', tone: 'bad' },
  unknown: { text: 'Not shown whether it worked', tone: 'warn' },
} as const satisfies Record<SwitchedOff['verdict'], { text: string; tone: string }>;

function* lines(
  pages: { readonly before: Page; readonly after: Page },
  { verdict, why, checks }: SwitchedOff,
): Generator<string> {
  yield paragraph(pages.after, [VERDICTS[verdict], `: ${why}`], '', '    ');
  for (const { result, text, of, evidence } of checks) {
    yield field(pages.after, result, [text, cite(pages[of], evidence)], '');
  }
}
