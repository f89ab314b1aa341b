// In: the report on many hosts. Out: its text: the verdict, then tables by what explains it.

import type { Cited, ClockPair, FleetReport, Group, Leak, Totals } from '../fleet/model.ts';
import { count, type Page, paragraph } from '../reporters/page.ts';
import { section } from '../reporters/section.ts';
import type { TableColumn } from '../reporters/table.ts';
import { showDuration } from '../reporters/times.ts';

/** Rows of a table on a screen; the JSON answer has all of them. */
const SHOWN = 20;

export function* fleetLines(page: Page, fleet: FleetReport): Generator<string> {
  const { hosts, images, releases, handlers, outcomes, outliers, findings } = fleet;
  yield* verdict(page, fleet);
  yield* blindHosts(page, fleet);
  yield* section(page, SHOWN, 'Outliers', outliers, [
    { title: 'host', cell: ({ host }) => host },
    { title: 'what', cell: ({ what }) => WHAT[what] },
    { title: 'here', right: true, cell: ({ what, value }) => measure(what, value) },
    { title: 'most', right: true, cell: ({ what, median }) => measure(what, median) },
    { title: 'compared', cell: ({ compared }) => count(compared, 'host') },
  ]);
  const leaking = hosts.filter(({ leaks }) => leaks.length > 0);
  yield* section(page, SHOWN, 'Left behind', leaking, [
    { title: 'host', cell: ({ host }) => host },
    { title: 'injections', right: true, cell: ({ leaked }) => String(leaked) },
    { title: 'first', cell: ({ leaks }) => leaks.map(leakText).join(', ') },
  ]);
  yield* section(page, SHOWN, 'Findings', findings, [
    { title: 'severity', cell: ({ severity }) => severity },
    { title: 'hosts', right: true, cell: (row) => String(row.hosts) },
    { title: 'times', right: true, cell: (row) => String(row.count) },
    { title: 'finding', cell: ({ id, title, evidence }) => `${title} (${id}) ${cited(evidence)}` },
  ]);
  yield* section(page, SHOWN, 'Hosts', hosts, [
    ...totals,
    { title: 'p50', right: true, cell: ({ took }) => seconds(took && took.p50Ms / 1000) },
    { title: 'p95', right: true, cell: ({ took }) => seconds(took && took.p95Ms / 1000) },
    { title: 'release', cell: ({ release }) => release?.version ?? release?.codename ?? '?' },
    { title: 'host', cell: ({ host }) => host },
  ]);
  yield* groups(page, 'Images', images, 'not named');
  yield* groups(page, 'Releases', releases, 'not known');
  yield* groups(page, 'Handlers', handlers, 'none opened the image, or not visible');
  yield* groups(page, 'Outcomes', outcomes, '');
  yield* clocks(page, fleet);
}

function* verdict(page: Page, { summary }: FleetReport): Generator<string> {
  const { injections, redundant, likelyRedundant, unknown, leaked, failed } = summary;
  const text = [
    `${count(injections, 'injection')} in ${count(summary.cycles, 'cycle')} on ${count(summary.hosts, 'host')}`,
    `${failed} failed, ${leaked} left something behind`,
    summary.seconds === null
      ? 'no time known'
      : `${showDuration(summary.seconds * 1000, false)} spent injecting (${summary.timed} timed)`,
  ];
  yield paragraph(page, [{ text: text.join('; '), tone: 'strong' }], '', '    ');
  if (injections === 0) return;
  const proved = `redundant: ${share(redundant, injections)}, likely ${share(likelyRedundant, injections)}`;
  const open =
    unknown === injections
      ? 'whether any was needed is not known: extract evidence as well, such as --metadata-log and --console-log'
      : `${proved}, needed ${share(summary.needed, injections)}, not known ${share(unknown, injections)}`;
  yield paragraph(page, [open], '', '    ');
}

/** Hosts that do not show commands are many for one reason. */
function* blindHosts(page: Page, { blind, summary }: FleetReport): Generator<string> {
  const whys = new Map<string, string[]>();
  for (const { host, why } of blind) whys.set(why, [...(whys.get(why) ?? []), host]);
  for (const [why, hosts] of whys) {
    const more = hosts.length > SHOWN ? ` and ${hosts.length - SHOWN} more` : '';
    const which = `${hosts.slice(0, SHOWN).join(', ')}${more}`;
    const text = `blind: ${hosts.length} of ${count(summary.hosts, 'host')}: ${why}: ${which}`;
    yield paragraph(page, [{ text, tone: 'warn' }], '', '    ');
  }
}

function* clocks(page: Page, { clocks: { pairs, notCompared } }: FleetReport): Generator<string> {
  yield* section(page, SHOWN, 'Clocks of hosts that share requests', pairs, [
    { title: 'requests', right: true, cell: ({ requests }) => String(requests) },
    { title: 'least', right: true, cell: ({ leastSeconds }) => signed(leastSeconds) },
    { title: 'most', right: true, cell: ({ mostSeconds }) => signed(mostSeconds) },
    { title: 'hosts', cell: pairText },
  ]);
  if (pairs.length === 0) return;
  const left = notCompared > 0 ? ` ${notCompared} further requests were not compared.` : '';
  const note = `From the first line of a request on one host to that on the other, by their stamps; nothing is corrected.${left}`;
  yield paragraph(page, [note], '  ');
}

const pairText = ({ hosts: [one, other], evidence }: ClockPair) =>
  `${one} to ${other} ${cited(evidence)}`;

const WHAT = {
  'median-seconds': 'half of the injections take longer than',
  'failed-share': 'injections that failed',
  'leaked-share': 'injections that left something behind',
} as const;

const measure = (what: keyof typeof WHAT, value: number) =>
  what === 'median-seconds' ? seconds(value) : `${Math.round(value * 100)}%`;

const seconds = (value: number | null) => (value === null ? '' : showDuration(value * 1000, false));
const signed = (value: number) => `${value > 0 ? '+' : ''}${seconds(value)}`;
const share = (part: number, whole: number) => `${Math.round((part / whole) * 100)}%`;
const some = (value: number) => (value === 0 ? '' : String(value));

const cited = (evidence: readonly Cited[]) =>
  `[${evidence.map(({ host, line }) => `${host}:${line}`).join(', ')}]`;

const leakText = ({ name, proof, evidence }: Leak) =>
  `${name}${proof === 'likely' ? ' (likely)' : ''} ${cited(evidence.slice(0, 1))}`;

const totals: readonly TableColumn<Totals>[] = [
  { title: 'injections', right: true, cell: ({ injections }) => String(injections) },
  { title: 'redundant', right: true, cell: ({ redundant }) => some(redundant) },
  { title: 'likely', right: true, cell: ({ likelyRedundant }) => some(likelyRedundant) },
  { title: 'needed', right: true, cell: ({ needed }) => some(needed) },
  { title: 'failed', right: true, cell: ({ failed }) => some(failed) },
  { title: 'leaked', right: true, cell: (row) => some(row.leaked) },
  { title: 'took', right: true, cell: (row) => seconds(row.seconds) },
];

const groups = (page: Page, title: string, rows: readonly Group[], unnamed: string) =>
  section(page, SHOWN, title, rows, [
    ...totals,
    { title: 'hosts', right: true, cell: ({ hosts }) => String(hosts) },
    { title: 'name', cell: ({ name }) => name ?? unnamed },
  ]);
