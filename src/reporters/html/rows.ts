// In: a report. Out: all of it that the page reads at once: its cycles, instances and findings as rows.

import { isWhole } from '../../clock.ts';
import { groupBy } from '../../group.ts';
import type { Finding, Instance, NonEmpty, Report } from '../../model.ts';
import { severities, whereSeen } from '../finding-facts.ts';
import type { Page } from '../page.ts';
import { plain, plainLines } from '../plain.ts';
import { showDuration } from '../times.ts';
import { perBlock, quoteOf } from './blocks.ts';
import { cycleRows, hostName, shortName } from './cycle-rows.ts';
import type { FindingRow, InstanceRow, PageData } from './page-data.ts';

/** The first lines prove a finding; all of them are in the JSON report. */
const quotedAtMost = 10;
/** The worst first. */
const SEVERITIES = Object.keys(severities);

export function pageData(page: Page, report: Report): PageData {
  return {
    cycles: cycleRows(report),
    instances: report.instances.map(instanceRow),
    findings: findingRows(page, report),
    perBlock,
  };
}

function instanceRow({ host, uuid, name, boot, configDrive, cycles }: Instance): InstanceRow {
  const whole = isWhole(boot.start ?? boot.end);
  const shown = (ms: number | null) => (ms === null ? '' : showDuration(ms, whole));
  return {
    name: shortName(uuid, name),
    host: hostName(host),
    boot: plain(boot.outcome ?? 'end not seen'),
    bootMs: boot.durationMs,
    bootTime: shown(boot.durationMs),
    injectingMs: boot.injectionMs,
    injecting: shown(boot.injectionMs),
    configDrive: configDrive === null ? 'not known' : configDrive ? 'yes' : 'no',
    cycles: cycles.length,
  };
}

/** The worst first. Those that say the same, of one cycle each, share a row. */
function findingRows(page: Page, report: Report): readonly FindingRow[] {
  const places = new Map(report.cycles.map(({ id }, at) => [id, at]));
  const groups = groupBy(report.findings, ({ id, severity, title, detail, remedy }) =>
    JSON.stringify([id, severity, title, detail, remedy]),
  );
  return [...groups.values()]
    .map((alike) => findingRow(page, report, alike, places))
    .sort((a, b) => a.rank - b.rank);
}

function findingRow(
  page: Page,
  { summary }: Report,
  alike: NonEmpty<Finding>,
  places: ReadonlyMap<string, number>,
): FindingRow {
  const [first] = alike;
  const { id, severity, title, detail, remedy } = first;
  const { label = plain(severity), tone = 'strong' as const } = severities[severity] ?? {};
  const rank = SEVERITIES.indexOf(severity);
  const cycles = unique(alike.flatMap((one) => one.cycles));
  const instances = unique(alike.flatMap((one) => one.instances));
  const hosts = unique(alike.map(({ host }) => host));
  const evidence = alike.flatMap((one) => one.evidence);
  const host = hosts.length === 1 ? first.host : null;
  return {
    id: plain(id),
    severity: label,
    rank: rank < 0 ? SEVERITIES.length : rank,
    tone,
    title: plain(title),
    detail: plainLines(detail),
    remedy: plain(remedy ?? ''),
    seen: plain(whereSeen({ ...first, host, cycles, instances }, summary)),
    references: plain(unique(alike.flatMap((one) => one.references)).join(', ')),
    times: alike.length,
    cycles: cycles.flatMap((cycle) => places.get(cycle) ?? []),
    quotes: evidence.slice(0, quotedAtMost).map((line) => quoteOf(page, line)),
    lines: evidence.length,
  };
}

const unique = <Value>(values: readonly Value[]) => [...new Set(values)];
