// In: a report. Out: its cycles under a heading per instance, instances in the order of their first
// cycle; then the instances of which no cycle was seen.

import { isWhole } from '../clock.ts';
import { groupBy } from '../group.ts';
import type { Cycle, Instance, Report } from '../model.ts';
import { instanceName } from './cycle-facts.ts';
import { count, field, type Page, paragraph } from './page.ts';
import { cycleLines } from './terminal-cycle.ts';
import { showDuration } from './times.ts';
import type { Text } from './wrap.ts';

/** More uuids than these help nobody on a screen. */
const listedAtMost = 5;

export function* instancesSection(page: Page, report: Report): Iterable<string> {
  const owners = new Map<string, Instance>();
  for (const instance of report.instances) {
    for (const id of instance.cycles) owners.set(id, instance);
  }
  const groups = groupBy(report.cycles, (cycle) => {
    const owner = owners.get(cycle.id);
    // Two hosts without a name may each have an instance of the same name.
    if (owner !== undefined) return owner.cycles.join();
    const { uuid, name } = cycle.instance;
    return JSON.stringify([cycle.host, uuid, name]);
  });
  for (const cycles of groups.values()) {
    const [first] = cycles;
    const owner = owners.get(first.id);
    const requestIds = [
      ...new Set([...(owner?.requestIds ?? []), ...cycles.map((cycle) => cycle.requestId)]),
    ].filter((id) => id !== null);
    yield '\n';
    yield* heading(page, first, owner, requestIds);
    for (const cycle of cycles) yield* cycleLines(page, cycle, requestIds.length > 1);
  }
  yield* quietInstances(page, report);
}

function* heading(
  page: Page,
  first: Cycle,
  owner: Instance | undefined,
  requestIds: readonly string[],
): Iterable<string> {
  const { uuid, name } = owner ?? first.instance;
  const host = (owner ?? first).host;
  const on = host === null ? '' : ` on ${host}`;
  yield paragraph(
    page,
    [{ text: capital(instanceName(uuid, name)), tone: 'strong' }, on],
    '',
    '    ',
  );
  const known = requestIds.length === 0 ? 'not shown' : requestIds.join(', ');
  yield field(page, 'request id', [known], '  ');
  const facts = bootFacts(first, owner);
  if (facts.length > 0) yield field(page, 'boot', [facts.join(', ')], '  ');
}

function bootFacts(first: Cycle, owner: Instance | undefined): readonly string[] {
  if (owner === undefined) return [];
  const { outcome, durationMs, injectionMs, start } = owner.boot;
  const whole = isWhole(start ?? first.start);
  const lasted = durationMs === null ? '' : ` in ${showDuration(durationMs, whole)}`;
  const injecting =
    injectionMs === null ? '' : ` (${showDuration(injectionMs, whole)} of it injecting)`;
  return [
    ...(outcome === null ? [] : [`${outcome}${lasted}${lasted === '' ? '' : injecting}`]),
    ...(owner.configDrive === null ? [] : [owner.configDrive ? 'config drive' : 'no config drive']),
  ];
}

function* quietInstances(page: Page, report: Report): Iterable<string> {
  const quiet = report.instances.filter((instance) => instance.cycles.length === 0);
  if (quiet.length === 0) return;
  const names = quiet
    .slice(0, listedAtMost)
    .map(({ uuid, name, boot }) => `${uuid ?? name ?? '?'} (${boot.outcome ?? 'end not seen'})`);
  const more = quiet.length - names.length;
  const text: Text = [
    { text: `${count(quiet.length, 'instance')} with no cycle seen`, tone: 'strong' },
    `: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  ];
  yield '\n';
  yield paragraph(page, text, '', '    ');
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
