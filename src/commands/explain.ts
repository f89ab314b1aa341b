// Why: of an instance, a request or a cycle the chain that led to its handler and its outcome, with the
// quoted lines; of a finding what it is, without any log.

import { UsageError } from '../errors.ts';
import type { Cycle, Evidence, Report, ReporterOptions } from '../model.ts';
import { otherSelectionRules, selectionRules } from '../releases/index.ts';
import { assurance } from '../reporters/assurance.ts';
import { cite, fileLine, openPage, type Page, paragraph } from '../reporters/page.ts';
import { plain } from '../reporters/plain.ts';
import { rules } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import type { Command } from './command.ts';
import { cyclesOf } from './subject.ts';

export const explain: Command = {
  id: 'explain',
  subjects: ['subject'],
  readsLogs: true,
  describe: 'why: of an INSTANCE, REQUEST or CYCLE in the logs, or of a FINDING-ID without any log',
  formats: ['terminal'],
  takes: [],
  examples: [
    ['$0 explain instance-0000076d nova-compute.log', 'why this handler, with the lines'],
    ['$0 explain leaked-nbd-device', 'what a finding means'],
  ],
  async run({ flags, page, read }) {
    const subject = flags.subjects[0] ?? '';
    const rule = rules.find(({ id }) => id === subject);
    if (rule === undefined) {
      const { report } = await read(flags.files);
      return { text: explainCycles(report, cyclesOf(report, subject), page) };
    }
    if (flags.files[0] !== '-') throw new UsageError(`explain ${subject} reads no log`);
    return { text: explainRule(rule, page) };
  },
};

/** Quotes are cut to this: a line may be a megabyte. */
const QUOTED = 1000;

export function* explainCycles(
  report: Report,
  cycles: readonly Cycle[],
  options: ReporterOptions,
): Iterable<string> {
  const page = openPage(report, options);
  for (const [index, cycle] of cycles.entries()) {
    if (index > 0) yield '\n';
    yield* explainCycle(page, report, cycle);
  }
}

function* explainCycle(page: Page, report: Report, cycle: Cycle): Iterable<string> {
  const quoted = new Set<string>();
  const { uuid, name } = cycle.instance;
  const of = [name, uuid].filter((one) => one !== null).join(', ') || 'an unnamed instance';
  yield paragraph(page, [{ text: `Cycle ${cycle.id}: ${cycle.purpose} of ${of}`, tone: 'strong' }]);
  yield* handlerChain(page, quoted, cycle);
  yield* outcomeChain(page, quoted, cycle);
  yield* itemChain(page, cycle);
  const about = report.findings.filter(({ cycles }) => cycles.includes(cycle.id));
  for (const { id, title, detail, evidence } of about) {
    yield paragraph(page, [{ text: `Finding: ${title}`, tone: 'warn' }, ` (${id})`], '  ', '    ');
    yield paragraph(page, [plain(detail)], '    ');
    yield* quotes(page, quoted, evidence);
  }
  for (const text of cycle.notVisible) yield paragraph(page, [`Missing: ${text}`], '  ', '    ');
}

function* handlerChain(page: Page, quoted: Set<string>, cycle: Cycle): Iterable<string> {
  const { rule, text, confidence, basis, settledBy, ruledOut, evidence } = cycle.reason;
  const isFailed = cycle.attempts.some(({ outcome }) => outcome === 'failed');
  const isOpen = cycle.attempts.some(({ outcome }) => outcome === 'unknown');
  const none = isFailed && !isOpen ? 'none opened the image' : 'none that is visible';
  const handler = cycle.handler ?? none;
  yield paragraph(page, [{ text: `Handler: ${handler}`, tone: 'strong' }], '  ', '    ');
  const known = [...selectionRules, ...otherSelectionRules].find(({ id }) => id === rule);
  if (known !== undefined) {
    const until = known.until === null ? 'on' : `to ${known.until}`;
    yield paragraph(
      page,
      [`how Nova chooses, ${known.since} ${until}: ${known.text}`],
      '    ',
      '      ',
    );
  }
  yield paragraph(page, [`here: ${text} (${assurance(confidence, basis)})`], '    ', '      ');
  yield* quotes(page, quoted, inOrder(evidence));
  if (settledBy !== null) yield paragraph(page, [`to be certain: ${settledBy}`], '    ', '      ');
  for (const out of ruledOut) {
    yield paragraph(page, [`not ${out.handler}: ${out.why}`], '    ', '      ');
    yield* quotes(page, quoted, out.evidence);
  }
}

function* outcomeChain(page: Page, quoted: Set<string>, cycle: Cycle): Iterable<string> {
  const { outcome, outcomeConfidence, outcomeBasis, error, steps } = cycle;
  yield paragraph(
    page,
    [
      { text: `Outcome: ${outcome}`, tone: 'strong' },
      ` (${assurance(outcomeConfidence, outcomeBasis)})`,
    ],
    '  ',
    '    ',
  );
  if (error !== null) yield paragraph(page, [error], '    ', '      ');
  const errors = steps.filter(({ step }) => step === 'error').flatMap((one) => one.evidence);
  const bounds = [steps[0], steps.at(-1)].flatMap((one) => one?.evidence ?? []);
  yield* quotes(page, quoted, outcome === 'completed' ? bounds : [...errors, ...bounds.slice(1)]);
}

function* itemChain(page: Page, cycle: Cycle): Iterable<string> {
  for (const { item, outcome, paths, error, evidence } of cycle.items) {
    const where = paths.length === 0 ? '' : ` to ${paths.join(', ')}`;
    const why = error === null ? '' : `: ${error}`;
    const title = { text: `Item: ${item}`, tone: 'strong' } as const;
    yield paragraph(page, [title, ` ${outcome}${where}${why}`, cite(page, evidence)], '  ', '    ');
    const verdict = cycle.redundancy.find((one) => one.item === item);
    if (verdict === undefined) continue;
    yield paragraph(page, [`needed? ${verdict.verdict}: ${verdict.why}`], '    ', '      ');
    yield paragraph(page, [`to switch it off: ${verdict.remedy}`], '    ', '      ');
  }
}

/** As the log has them: one led to the next. */
const inOrder = (evidence: readonly Evidence[]) =>
  evidence.toSorted((a, b) => a.source - b.source || a.line - b.line);

/** Each line as it stands in the log, its secrets masked; one quoted before is only named again. */
function* quotes(page: Page, quoted: Set<string>, evidence: readonly Evidence[]): Iterable<string> {
  const lines = new Map(evidence.map((one) => [fileLine(page, one), plain(one.text)]));
  for (const [place, text] of lines) {
    const cut = text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
    const shown = quoted.has(place) ? 'quoted above' : cut;
    quoted.add(place);
    yield paragraph(page, [{ text: `${place}: ${shown}`, tone: 'dim' }], '        ', '          ');
  }
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
