// In: cycles of a report. Out: for each the chain that led to its handler and its outcome, with the quoted
// lines.

import type { Cycle, Evidence, Report, ReporterOptions } from '../model.ts';
import { byPlace } from '../places.ts';
import { otherSelectionRules, selectionRules } from '../releases/index.ts';
import { assurance } from '../reporters/assurance.ts';
import { cite, fileLine, openPage, type Page, paragraph } from '../reporters/page.ts';
import { plain } from '../reporters/plain.ts';

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
const inOrder = (evidence: readonly Evidence[]) => evidence.toSorted(byPlace);

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
