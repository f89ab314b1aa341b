// In: a report. Out: its verdict in words, as every text begins: the totals, what was redundant, what could
// not be read. Without a cycle it says what that is worth: an empty result is good news only where commands
// are visible.

import { isWhole } from '../clock.ts';
import type { ImageRedundancy, Report, Source } from '../model.ts';
import { isNotOpened } from './not-opened.ts';
import { count } from './page.ts';
import { showDuration } from './times.ts';
import type { Text } from './wrap.ts';

/** What a verdict is on. */
export type Judged = Pick<Report, 'summary' | 'cycles' | 'sources'>;

export function verdictText(report: Judged): Text {
  return report.summary.cycles === 0 ? nothingSeen(report) : totals(report);
}

/** That the report is not on all that was given; null when it is. */
export function partialText({ summary }: Report): Text | null {
  if (summary.partial !== true) return null;
  return [
    { text: 'Partial: the reading was interrupted', tone: 'warn' },
    ', so this is of what had been read until then',
  ];
}

/** How many lines no layout could read; null when there is none. */
export function unreadText({ summary }: Report): Text | null {
  const { unrecognisedLines } = summary;
  if (unrecognisedLines === 0) return null;
  const text = `${count(unrecognisedLines, 'line')} could not be read in any known line layout`;
  return [{ text, tone: 'warn' }];
}

/** How much of what went into instances of one image was redundant. */
export function imageText({ image, injections, secondsSaved, ...counts }: ImageRedundancy): Text {
  const { redundant, likelyRedundant, conflicting, needed, unknown } = counts;
  const each = counted([
    ['redundant', redundant],
    ['likely redundant', likelyRedundant],
    ['conflicting', conflicting],
    ['needed', needed],
    ['unknown', unknown],
  ]);
  const saved =
    secondsSaved === null ? '' : `; without the redundant ones ${secondsSaved} s would be saved`;
  return [`image ${image ?? 'not shown'}: ${count(injections, 'injection')}, ${each}${saved}`];
}

function totals(report: Judged): Text {
  const { summary } = report;
  const others = Object.entries(summary.byPurpose).filter(([name]) => name !== 'injection');
  const injections =
    summary.injections === 0 ? 'No injection seen' : count(summary.injections, 'injection');
  const handlers = named(handlerCounts(report));
  const spent = summary.secondsSpentInjecting;
  const parts = [
    `: ${counted(Object.entries(summary.byOutcome))}`,
    handlers === '' ? '' : `; handlers ${handlers}`,
    others.some(([, n]) => n > 0) ? `; ${counted(others)}` : '',
    spent === null || summary.injections === 0
      ? ''
      : `; ${showDuration(spent * 1000, wholeSeconds(report))} spent injecting`,
  ];
  return [
    { text: `${injections} in ${count(summary.cycles, 'cycle')}`, tone: 'strong' },
    parts.join(''),
  ];
}

/** The summary's `none` is of two kinds: no handler opened the image, or which one did does not show. */
function handlerCounts({ summary, cycles }: Judged): readonly (readonly [string, number])[] {
  const known = Object.entries(summary.byHandler).filter(([name]) => name !== 'none');
  const failed = cycles.filter(isNotOpened).length;
  const unknown = cycles.filter(({ handler }) => handler === null).length - failed;
  return [...known, ['none', failed], ['not visible', unknown]];
}

function counted(entries: readonly (readonly [string, number])[]): string {
  return entries
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${n} ${name}`)
    .join(', ');
}

function named(entries: readonly (readonly [string, number])[]): string {
  return entries
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ');
}

function wholeSeconds(report: Judged): boolean {
  const timed = report.cycles.filter((cycle) => cycle.start !== null);
  return timed.length > 0 && timed.every((cycle) => isWhole(cycle.start));
}

function nothingSeen(report: Judged): Text {
  const sources = report.sources.filter(({ evidence }) => evidence === undefined);
  // Records are counted by their level when they are Nova's own, of its compute service.
  const isForeign = ({ recognisedLines, levels }: Source) =>
    recognisedLines === 0 && Object.keys(levels).length === 0;
  if (sources.every(isForeign)) {
    const text = 'No injection seen: nothing in the input was recognised';
    return [
      { text, tone: 'warn' },
      ', so this says nothing about the host. Is it a log of nova-compute?',
    ];
  }
  if (sources.every((source) => source.visibility.commands === 'visible')) {
    const gaps = sources.some((source) => source.gaps.length > 0);
    const limit = gaps ? ', as far as the input goes: parts of it are missing' : '';
    const text = `No image was opened, so nothing was injected${limit}`;
    return [{ text, tone: 'strong' }, ' (commands are visible)'];
  }
  return [
    { text: 'No injection seen, but one could have happened unseen', tone: 'warn' },
    `: commands are ${unseen(sources)}; ${announced(sources)}`,
  ];
}

function unseen(sources: readonly Source[]): string {
  const unclear = sources.filter((source) => source.visibility.commands !== 'visible');
  const hidden = unclear.some((source) => source.visibility.commands === 'hidden');
  const word = hidden ? 'hidden' : 'not known to be visible';
  return unclear.length === sources.length
    ? word
    : `${word} in ${unclear.length} of ${sources.length} sources`;
}

function announced(sources: readonly Source[]): string {
  if (sources.every((source) => source.visibility.announcements === 'visible')) {
    return 'announcements ("Injecting ... into image") are visible and there is none';
  }
  if (sources.every((source) => source.visibility.announcements === 'not-printed-by-release')) {
    return 'this release does not announce injections';
  }
  return 'announcements ("Injecting ... into image") are not visible throughout either';
}
