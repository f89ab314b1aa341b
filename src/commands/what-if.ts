// What other options would have changed in these logs: which cycles would not be there, which stay and
// why, what that saves, and who would miss a key.

import { isWhole } from '../clock.ts';
import { UsageError } from '../errors.ts';
import type { Report } from '../model.ts';
import { json } from '../reporters/json.ts';
import { count, openPage, type Page, paragraph } from '../reporters/page.ts';
import { showDuration } from '../reporters/times.ts';
import { type Fate, readChange, settingText, type WhatIf, whatIf } from '../what-if/index.ts';
import type { Answer, Asked } from './command.ts';
import { refuseSlips } from './slips.ts';

export async function whatIfCommand({ flags, page, read, confs, warn }: Asked): Promise<Answer> {
  const set = (flags.set ?? []).map(readChange);
  if (set.length === 0 && confs.length === 0) {
    throw new UsageError('what-if needs --set OPTION=VALUE, or --nova-conf FILE as it would be');
  }
  const { report } = await read(flags.files);
  for (const claim of report.releases) refuseSlips(confs, claim, warn);
  const answer = whatIf(report, { set, files: confs });
  if (flags.format === 'json') return { text: json(answer) };
  return { text: whatIfText(openPage(report, page), report, answer) };
}

function* whatIfText(page: Page, report: Report, answer: WhatIf): Iterable<string> {
  const { changes, ignored, cycles, keyless } = answer;
  if (changes.length > 0) {
    yield paragraph(page, [
      { text: `with ${changes.map(settingText).join(', ')}`, tone: 'strong' },
    ]);
  }
  for (const text of ignored) yield paragraph(page, [{ text, tone: 'warn' }]);
  if (cycles.length === 0) yield 'no image was opened in this log\n';
  for (const fate of FATES) yield* fateLines(page, report, fate, cycles);
  yield* savedLines(page, report, answer);
  if (keyless.length === 0) return;
  yield '\n';
  const whose = `${count(keyless.length, 'instance')} would get the key by the metadata service alone, if the guest asks it (cloud-init); nothing in these logs shows that it does:`;
  yield paragraph(page, [{ text: whose, tone: 'warn' }]);
  for (const instance of keyless) yield `  ${instance}\n`;
}

const FATES = [
  { fate: 'vanishes', title: 'would not be there' },
  { fate: 'shrinks', title: 'would be there for fewer items' },
  { fate: 'stays', title: 'would stay as they are' },
  { fate: 'unknown', title: 'cannot be told' },
] as const satisfies readonly { readonly fate: Fate['fate']; readonly title: string }[];

function* fateLines(
  page: Page,
  report: Report,
  { fate, title }: (typeof FATES)[number],
  cycles: readonly Fate[],
): Iterable<string> {
  const own = cycles.filter((one) => one.fate === fate);
  if (own.length === 0) return;
  yield `\n${own.length} of ${count(cycles.length, 'cycle')} ${title}\n`;
  for (const one of own) {
    const took =
      one.durationMs === null
        ? ''
        : `, took ${showDuration(one.durationMs, wholeIn(report, one.cycle))}`;
    const name = nameOf(report, one);
    yield paragraph(page, [`${name}: ${one.purpose}${took}: ${one.why}`], '  ', '      ');
    if (one.handler === null) continue;
    const { id, why } = one.handler;
    yield paragraph(
      page,
      [`opened by ${id ?? 'no handler'} instead: ${why}`],
      '      ',
      '        ',
    );
  }
}

/** Whether the log has whole seconds only. */
function wholeIn({ cycles }: Report, cycle: string): boolean {
  const { start = null, end = null } = cycles.find(({ id }) => id === cycle) ?? {};
  return isWhole(start ?? end);
}

function nameOf({ cycles }: Report, { cycle, instance }: Fate): string {
  const name = cycles.find(({ id }) => id === cycle)?.instance.name;
  return `${name ?? instance ?? 'instance not shown'} (${cycle})`;
}

function* savedLines(page: Page, report: Report, { saved, cycles }: WhatIf): Iterable<string> {
  if (cycles.length === 0) return;
  const untimed = saved.untimed === 0 ? '' : ` (${saved.untimed} of them without times)`;
  const text = `saved: ${count(saved.cycles, 'cycle')}${untimed}, ${showDuration(
    saved.ms,
    cycles.every(({ cycle }) => wholeIn(report, cycle)),
  )}, ${count(saved.attachments, 'attachment')} of an nbd or loop device`;
  yield `\n${paragraph(page, [{ text, tone: 'strong' }])}`;
}
