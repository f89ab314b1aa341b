// In: one cycle. Out: its part of the text report: what was injected where, how it ended, by which
// handler and why; then the timeline, the redundancy and what this capture does not show.

import type { Cycle, CycleOutcome } from '../model.ts';
import { assurance } from './assurance.ts';
import { isNotOpened } from './not-opened.ts';
import { block, cite, field, type Page, paragraph } from './page.ts';
import { attemptsField, itemsField } from './terminal-items.ts';
import { redundancyField } from './terminal-redundancy.ts';
import { timeline } from './terminal-timeline.ts';
import { isWhole, showDuration, showTime } from './times.ts';
import type { Span, Text, Tone } from './wrap.ts';

const outcomeTones = {
  completed: 'good',
  'failed-ignored': 'warn',
  'failed-fatal': 'bad',
  leaked: 'bad',
  incomplete: 'warn',
  unknown: 'warn',
} as const satisfies Record<CycleOutcome, Tone>;

export function* cycleLines(page: Page, cycle: Cycle, ownRequestId: boolean): Iterable<string> {
  yield '\n';
  yield paragraph(page, headline(cycle), '  ', '      ');
  yield field(page, 'outcome', outcome(cycle));
  if (cycle.error !== null) {
    yield block(page, 'error', cycle.error, cycle.outcome === 'failed-ignored' ? 'warn' : 'bad');
  }
  yield* leftBehind(page, cycle);
  yield* itemsField(page, cycle);
  yield field(page, 'handler', handler(cycle));
  yield* why(page, cycle);
  yield* attemptsField(page, cycle);
  if (ownRequestId) yield field(page, 'request id', [cycle.requestId ?? 'not shown']);
  if (cycle.cutByWindow) {
    yield field(page, 'window', ['--since or --until leaves out a part of this cycle']);
  }
  yield* timeline(page, cycle);
  yield* redundancyField(page, cycle);
  for (const text of cycle.notVisible) yield field(page, 'missing', [text]);
}

function headline(cycle: Cycle): Text {
  const { path, id, format, cow } = cycle.image;
  const items = [...new Set(cycle.items.map((item) => item.item))].join(', ');
  const purpose = cycle.purpose === 'unknown' ? 'purpose unknown' : cycle.purpose;
  const plainInjection = cycle.purpose === 'injection' && items !== '';
  const what = plainInjection ? items : `${purpose}${items === '' ? '' : ` (${items})`}`;
  const image = path ?? (id === null ? 'image not visible' : `image ${id}`);
  const known = [
    ...(format === null ? [] : [format]),
    ...(cow === null ? [] : [cow ? 'COW' : 'no COW']),
  ];
  const kind = known.length === 0 ? '' : ` (${known.join(', ')})`;
  return [{ text: `${what} -> ${image}`, tone: 'strong' }, kind];
}

function outcome(cycle: Cycle): Text {
  const { durationMs, start } = cycle;
  const sure =
    cycle.outcomeConfidence === 'certain'
      ? ''
      : ` (${assurance(cycle.outcomeConfidence, cycle.outcomeBasis)})`;
  const lasted =
    durationMs === null ? '' : `, took ${showDuration(durationMs, isWhole(start ?? cycle.end))}`;
  const began = start === null ? '' : `, started ${showTime(start)}`;
  return [{ text: cycle.outcome, tone: outcomeTones[cycle.outcome] }, sure + lasted + began];
}

function* leftBehind(page: Page, cycle: Cycle): Iterable<string> {
  const { devices, mappings, mounts } = cycle.leftBehind;
  const all = [
    ...devices.map((left) => ({ ...left, kind: 'device' })),
    ...mappings.map((left) => ({ ...left, kind: 'mapping' })),
    ...mounts.map((left) => ({ ...left, kind: 'mount' })),
  ];
  for (const [at, { kind, name, proof, evidence }] of all.entries()) {
    const what: Span = { text: `${kind} ${name} (${proof})`, tone: 'bad' };
    yield field(page, at === 0 ? 'left behind' : '', [what, cite(page, evidence)]);
  }
}

function handler(cycle: Cycle): Text {
  const { attempts, device, partition, mappedDevice, mountDir } = cycle;
  const where = [
    ...(device === null ? [] : [`device ${device}`]),
    ...(partition === null ? [] : [`partition ${partition}`]),
    ...(mappedDevice === null ? [] : [`as ${mappedDevice}`]),
    ...(mountDir === null ? [] : [`mounted on ${mountDir}`]),
  ];
  if (cycle.handler !== null) {
    return [{ text: cycle.handler, tone: 'strong' }, where.map((part) => `, ${part}`).join('')];
  }
  const asked = attempts.findLast(({ outcome }) => outcome === 'unknown')?.handler;
  const none = isNotOpened(cycle)
    ? 'none: no handler opened the image'
    : asked === undefined
      ? 'not visible in this capture'
      : `${asked} was at it; whether it opened the image is not visible in this capture`;
  return [{ text: none, tone: 'warn' }, where.map((part) => `, ${part}`).join('')];
}

function* why(page: Page, cycle: Cycle): Iterable<string> {
  const { text, confidence, basis, ruledOut, evidence } = cycle.reason;
  yield field(page, 'why', [`${text} (${assurance(confidence, basis)})`, cite(page, evidence)]);
  for (const not of ruledOut) {
    yield field(page, '', [`not ${not.handler}: ${not.why}`, cite(page, not.evidence)]);
  }
}
