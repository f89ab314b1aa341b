// In: a report. Out: JUnit XML for a CI server: a case for each cycle, failed by the errors and warnings
// about it, skipped where the log does not show its end; findings about no cycle are cases of their own.

import { groupBy } from '../group.ts';
import type { Cycle, Finding, Report } from '../model.ts';
import { escaped } from './markup.ts';
import { fileLine, openPage, type Page } from './page.ts';
import { plain } from './plain.ts';
import { partialText } from './verdict.ts';
import { flat } from './wrap.ts';

interface Case {
  readonly suite: string;
  readonly className: string;
  readonly name: string;
  readonly seconds: number | null;
  readonly failures: readonly Finding[];
  readonly skipped: string | null;
}

export function* junit(report: Report): Iterable<string> {
  const page = openPage(report, { color: false, width: 80 });
  const cases = [
    ...report.cycles.map((cycle) => cycleCase(report, cycle)),
    ...loneCases(report),
    ...partialCases(report),
  ];
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name="inject-trace"${counts(cases)}>\n`;
  for (const [suite, own] of groupBy(cases, (one) => one.suite)) {
    yield `  <testsuite name="${escaped(suite)}"${counts(own)}>\n`;
    for (const one of own) yield* caseLines(page, one);
    yield '  </testsuite>\n';
  }
  yield '</testsuites>\n';
}

function cycleCase({ findings }: Report, cycle: Cycle): Case {
  const { id, host, purpose, instance, items, outcome, durationMs, notVisible } = cycle;
  const what = [...new Set(items.map(({ item }) => item))].join(', ');
  const whose = instance.name ?? instance.uuid ?? 'unnamed instance';
  const isOver = outcome !== 'incomplete' && outcome !== 'unknown';
  return {
    suite: suiteOf(host),
    className: purpose,
    name: [whose, what, id].filter((part) => part !== '').join(' '),
    seconds: durationMs === null ? null : durationMs / 1000,
    failures: findings.filter((one) => isFailure(one) && one.cycles.includes(id)),
    skipped: isOver ? null : (notVisible[0] ?? 'the log does not show how it ended'),
  };
}

function loneCases({ findings }: Report): readonly Case[] {
  return findings
    .filter((one) => isFailure(one) && one.cycles.length === 0)
    .map((one) => ({
      suite: suiteOf(one.host),
      className: 'log',
      name: one.id,
      seconds: null,
      failures: [one],
      skipped: null,
    }));
}

/** Neither passed nor failed: the rest was not read. */
function partialCases(report: Report): readonly Case[] {
  const partial = partialText(report);
  if (partial === null) return [];
  const suite = suiteOf(report.sources[0]?.host ?? null);
  const told = { failures: [], skipped: flat(partial) };
  return [{ suite, className: 'log', name: 'interrupted', seconds: null, ...told }];
}

const suiteOf = (host: string | null) => host ?? 'host not shown';
const isFailure = ({ severity }: Finding) => severity !== 'info';

function counts(cases: readonly Case[]): string {
  const failed = cases.filter(({ failures }) => failures.length > 0).length;
  const skipped = cases.filter((one) => one.failures.length === 0 && one.skipped !== null).length;
  return ` tests="${cases.length}" failures="${failed}" errors="0" skipped="${skipped}"`;
}

/** A case has one failure at most, so that every server reads it: several findings share it. */
function* caseLines(page: Page, one: Case): Iterable<string> {
  const { className, name, seconds, failures, skipped } = one;
  const time = seconds === null ? '' : ` time="${seconds}"`;
  const head = `    <testcase classname="${escaped(className)}" name="${escaped(name)}"${time}`;
  if (failures.length === 0 && skipped === null) {
    yield `${head}/>\n`;
    return;
  }
  yield `${head}>\n`;
  if (failures.length === 0) yield `      <skipped message="${escaped(skipped ?? '')}"/>\n`;
  else {
    const ids = failures.map(({ id }) => id).join(' ');
    const titles = failures.map(({ title }) => title).join('; ');
    const text = failures.map((finding) => textOf(page, finding)).join('\n');
    yield `      <failure type="${escaped(ids)}" message="${escaped(titles)}">${escaped(text)}</failure>\n`;
  }
  yield '    </testcase>\n';
}

function textOf(page: Page, { severity, id, detail, remedy, evidence }: Finding): string {
  const lines = evidence.map((one) => `${fileLine(page, one)}: ${one.text}`);
  const advice = remedy === null ? [] : [`remedy: ${remedy}`];
  return [`${severity} ${id}: ${detail}`, ...advice, ...lines].map(plain).join('\n');
}
