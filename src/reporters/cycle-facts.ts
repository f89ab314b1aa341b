// In: one cycle. Out: in words, what was injected where, how it ended, what it left behind, which handler
// opened the image and why.

import { isWhole } from '../clock.ts';
import type { Attempt, Cycle, CycleOutcome, Item } from '../model.ts';
import { assurance } from './assurance.ts';
import { isNotOpened } from './not-opened.ts';
import { cite, type Page } from './page.ts';
import { showDuration, showTime } from './times.ts';
import type { Span, Text, Tone } from './wrap.ts';

export const outcomeTones = {
  completed: 'good',
  'failed-ignored': 'warn',
  'failed-fatal': 'bad',
  leaked: 'bad',
  incomplete: 'warn',
  unknown: 'warn',
} as const satisfies Record<CycleOutcome, Tone>;

const itemTones = {
  written: 'good',
  failed: 'bad',
  unknown: 'warn',
} as const satisfies Record<Item['outcome'], Tone>;

const attemptTones = {
  opened: 'good',
  failed: 'bad',
  skipped: 'dim',
  unknown: 'warn',
} as const satisfies Record<Attempt['outcome'], Tone>;

export const cutByWindow = '--since or --until leaves out a part of this cycle';

export function headline(cycle: Cycle): Text {
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

export function outcomeText(cycle: Cycle): Text {
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

/** A text for each device, mapping and mount. */
export function leftBehindTexts(page: Page, cycle: Cycle): readonly Text[] {
  const { devices, mappings, mounts } = cycle.leftBehind;
  const all = [
    ...devices.map((left) => ({ ...left, kind: 'device' })),
    ...mappings.map((left) => ({ ...left, kind: 'mapping' })),
    ...mounts.map((left) => ({ ...left, kind: 'mount' })),
  ];
  return all.map(({ kind, name, proof, evidence }) => {
    const what: Span = { text: `${kind} ${name} (${proof})`, tone: 'bad' };
    return [what, cite(page, evidence)];
  });
}

export function handlerText(cycle: Cycle): Text {
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

export function reasonText(page: Page, { reason }: Cycle): Text {
  const { text, confidence, basis, evidence } = reason;
  return [`${text} (${assurance(confidence, basis)})`, cite(page, evidence)];
}

export function ruledOutTexts(page: Page, { reason }: Cycle): readonly Text[] {
  return reason.ruledOut.map(({ handler, why, evidence }) => [
    `not ${handler}: ${why}`,
    cite(page, evidence),
  ]);
}

/** The handlers it tried, where that is more than which one opened the image. */
export function tellingAttempts({ attempts }: Cycle): readonly Attempt[] {
  return attempts.length > 1 || attempts.some(({ outcome }) => outcome === 'failed')
    ? attempts
    : [];
}

/** @param nth from 1 */
export function attemptText(page: Page, attempt: Attempt, nth: number): Text {
  const { handler, outcome, device, evidence } = attempt;
  return [
    `${nth}. ${handler} `,
    { text: outcome, tone: attemptTones[outcome] },
    device === null ? '' : ` on ${device}`,
    cite(page, evidence),
  ];
}

/** What became of an item. */
export function itemText(page: Page, cycle: Cycle, item: Item): Text {
  const verdict = cycle.redundancy.find((answer) => answer.item === item.item)?.verdict;
  return [
    `${item.item} `,
    {
      text: item.outcome === 'unknown' ? 'outcome unknown' : item.outcome,
      tone: itemTones[item.outcome],
    },
    // `unknown` here would read as doubt about the item itself.
    verdict === undefined || verdict === 'unknown' ? '' : ` (${verdict})`,
    item.paths.length === 0 ? '' : `: ${item.paths.join(', ')}`,
    cite(page, item.evidence),
  ];
}

/** `instance UUID (NAME)`, as far as either is known. */
export function instanceName(uuid: string | null, name: string | null): string {
  if (uuid === null && name === null) return 'instance not identified';
  if (uuid === null || name === null) return `instance ${uuid ?? name}`;
  return `instance ${uuid} (${name})`;
}
