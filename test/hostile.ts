// A report in which every text that a log can choose is an attack on whatever shows it.

import type { Report } from '../src/model.ts';
import { fixture, reportOn } from './support.ts';

/** Begins a formula, ends a cell, drives a terminal, turns the writing round, breaks a line. */
export const HOSTILE = `=cmd|'/C calc'!A0","x</script>\u001b[31m\u009b2J\u202e\u2028\u0085\u{e0041}|\`\r\n\t-tail`;

/** What must never stand in the bytes of a format, line ends of its own apart. */
export const DRIVING = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]/;

const CHOSEN = new Set(
  'path host text detail why error device mappedDevice partition mountDir command note name uuid requestId id value remedy title'.split(
    ' ',
  ),
);

export async function hostileReport(): Promise<Report> {
  const report = await reportOn(fixture('showcase.log').bytes);
  const attacked = JSON.stringify(report, (key, value) =>
    typeof value === 'string' && CHOSEN.has(key) ? HOSTILE : value,
  );
  const copy: Report = JSON.parse(attacked);
  // What the tool names itself stays.
  return {
    ...copy,
    tool: report.tool,
    cycles: copy.cycles.map((cycle, at) => ({ ...cycle, id: `cycle-${at}` })),
    findings: copy.findings.map((finding, at) => ({
      ...finding,
      id: report.findings[at]?.id ?? finding.id,
    })),
  };
}

/** Nothing was found in the log. */
export const emptyReport = (report: Report): Report => ({
  ...report,
  config: [],
  cycles: [],
  instances: [],
  findings: [],
});
