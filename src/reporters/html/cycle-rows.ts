// In: a report. Out: what tables, filters and the timeline of the page need of each cycle.

import { isWhole } from '../../clock.ts';
import type { Cycle, Report } from '../../model.ts';
import { headline, instanceName, outcomeTones } from '../cycle-facts.ts';
import { isNotOpened } from '../not-opened.ts';
import { plain } from '../plain.ts';
import { showDuration, showTime } from '../times.ts';
import { flat } from '../wrap.ts';
import type { CycleRow, StepMark } from './page-data.ts';
import { momentOrNull, placeSteps } from './step-places.ts';

export function cycleRows({ cycles, instances }: Report): readonly CycleRow[] {
  const owners = new Map(
    instances.flatMap((instance, at) => instance.cycles.map((id) => [id, at] as const)),
  );
  return cycles.map((cycle) => {
    const at = owners.get(cycle.id);
    const { uuid, name } = (at === undefined ? undefined : instances[at]) ?? cycle.instance;
    return cycleRow(cycle, at ?? null, shortName(uuid, name));
  });
}

/** `UUID (name)`, or what is known of it. */
export const shortName = (uuid: string | null, name: string | null): string =>
  plain(instanceName(uuid, name).replace(/^instance /, ''));

export const hostName = (host: string | null): string => plain(host ?? 'host not shown');

function cycleRow(cycle: Cycle, owner: number | null, instance: string): CycleRow {
  const { start, end, durationMs, outcome, requestId, image, error } = cycle;
  const whole = isWhole(start ?? end);
  const steps = stepMarks(cycle);
  const lasting = durationMs ?? (whole ? 1000 : 1);
  return {
    id: plain(cycle.id),
    host: hostName(cycle.host),
    owner,
    instance,
    title: plain(flat(headline(cycle))),
    items: plain([...new Set(cycle.items.map(({ item }) => item))].join(', ')),
    handler: handlerName(cycle),
    lane: laneOf(cycle),
    outcome: plain(outcome),
    tone: outcomeTones[outcome] ?? 'warn',
    redundancy: redundancyText(cycle),
    start: start === null ? '' : plain(showTime(start)),
    startMs: momentOrNull(start),
    extentMs: steps.reduce((most, [, , , to]) => Math.max(most, to ?? 0), lasting),
    durationMs,
    duration: durationMs === null ? '' : showDuration(durationMs, whole),
    whole,
    more: plain([requestId, image.id, error].filter((part) => part !== null).join(' ')),
    steps,
  };
}

function stepMarks(cycle: Cycle): readonly StepMark[] {
  const places = placeSteps(cycle);
  return cycle.steps.map(({ step, command, note }, at) => {
    const { from = null, to = null, time = null } = places[at] ?? {};
    const text = plain(command ?? note ?? '');
    return [plain(step), text, rounded(from), rounded(to), time?.ms ?? null, time?.basis ?? null];
  });
}

/** A thousandth of a millisecond is finer than any drawing. */
const rounded = (ms: number | null) => (ms === null ? null : Math.round(ms * 1000) / 1000);

function handlerName(cycle: Cycle): string {
  if (cycle.handler !== null) return plain(cycle.handler);
  return isNotOpened(cycle) ? 'none' : 'not visible';
}

function laneOf(cycle: Cycle): string {
  if (cycle.device !== null) return plain(cycle.device.replace(/^\/dev\//, ''));
  return cycle.handler === null ? 'no device' : plain(cycle.handler);
}

/** `key unknown, net redundant`, shorter where all are the same. */
function redundancyText({ redundancy }: Cycle): string {
  const verdicts = [...new Set(redundancy.map(({ verdict }) => verdict))];
  if (verdicts.length < 2) return plain(verdicts.join());
  return plain(redundancy.map(({ item, verdict }) => `${item} ${verdict}`).join(', '));
}
