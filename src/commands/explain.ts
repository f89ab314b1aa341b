// Why: of an instance, a request or a cycle the chain that led to its handler and its outcome, with the
// quoted lines; of a finding what it is, without any log.

import { UsageError } from '../errors.ts';
import type { ReporterOptions } from '../model.ts';
import { json } from '../reporters/json.ts';
import { openPage, paragraph } from '../reporters/page.ts';
import { rules } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import type { Answer, Asked } from './command.ts';
import { explainCycles } from './explain-text.ts';
import { cyclesOf } from './subject.ts';

export async function explain({ flags, page, read }: Asked): Promise<Answer> {
  const subject = flags.subjects[0] ?? '';
  const rule = rules.find(({ id }) => id === subject);
  if (rule === undefined) {
    const { report } = await read(flags.files);
    const cycles = cyclesOf(report, subject);
    if (flags.format !== 'json') return { text: explainCycles(report, cycles, page) };
    const ids = new Set(cycles.map(({ id }) => id));
    const findings = report.findings.filter((one) => one.cycles.some((id) => ids.has(id)));
    return { text: json({ sources: report.sources, cycles, findings }) };
  }
  if (flags.files[0] !== '-') throw new UsageError(`explain ${subject} reads no log`);
  if (flags.format !== 'json') return { text: explainRule(rule, page) };
  const { id, severity, title, about, affects = null, references } = rule;
  return { text: json({ id, severity, title, about, affects, references }) };
}

export function* explainRule(
  { id, severity, title, about, affects, references }: Rule,
  options: ReporterOptions,
): Iterable<string> {
  const page = openPage(null, options);
  yield paragraph(page, [{ text: `${id} (${severity}): ${title}`, tone: 'strong' }], '', '  ');
  yield '\n';
  yield paragraph(page, [about]);
  const ranges = affects?.map(
    ({ since, until }) => `${since} ${until === null ? 'on' : `to ${until}`}`,
  );
  if (ranges !== undefined)
    yield `\n${paragraph(page, [`Affected releases: ${ranges.join(', ')}`])}`;
  if (references.length > 0) yield `\n${paragraph(page, [`See: ${references.join(', ')}`])}`;
}
