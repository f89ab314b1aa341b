// In: a part of a report, as it is told while logs are read. Out: its cycles and what is wrong, for a terminal;
// what is only worth knowing stays for a report on the whole log.

import type { Evidence, Finding, ReporterOptions, ReportPart } from '../model.ts';
import { instanceName } from './cycle-facts.ts';
import { cite, openPage, paragraph } from './page.ts';
import { plain } from './plain.ts';
import { cycleLines } from './terminal-cycle.ts';
import { findingLines } from './terminal-findings.ts';
import { capital } from './terminal-instances.ts';
import { verdictText } from './verdict.ts';

export function* terminalPart(
  { cycles = [], findings = [], sources: read = [], summary }: ReportPart,
  sources: readonly { readonly path: string }[],
  options: ReporterOptions,
): Iterable<string> {
  const page = openPage({ sources }, options);
  for (const cycle of cycles) {
    const { uuid, name } = cycle.instance;
    const on = cycle.host === null ? '' : ` on ${cycle.host}`;
    yield '\n';
    yield paragraph(page, [{ text: `${capital(instanceName(uuid, name))}${on}`, tone: 'strong' }]);
    yield* cycleLines(page, cycle, true);
  }
  for (const finding of findings) {
    if (isWrong(finding)) yield* findingLines(page, finding, MANY);
  }
  if (summary === undefined) return;
  yield '\n';
  yield paragraph(page, verdictText({ summary, cycles: [], sources: read }), '', '    ');
}

/** What comes later may be of another host and instance. */
const MANY = { hosts: 2, instances: 2 };

const isWrong = ({ severity }: Finding) => severity !== 'info';

/** A cycle that nothing happens to. */
export interface Waiting {
  /** Its image, else its instance. */
  readonly who: string;
  /** What was done last. */
  readonly what: string;
  readonly ms: number;
  readonly at: Evidence;
}

export function waitingLine(
  { who, what, ms, at }: Waiting,
  sources: readonly { readonly path: string }[],
  options: ReporterOptions,
): string {
  const page = openPage({ sources }, options);
  const text = `still open after ${Math.round(ms / 1000)} s without a line: ${plain(who)}, last ${plain(what)}`;
  return paragraph(page, [{ text, tone: 'warn' }, cite(page, [at])], '', '    ');
}
