// What is missing from a source, one gap of a kind: from what the stages counted, and from the names of
// the files beside it. Only what is certain is told.

import { elapsed, printTime } from '../clock.ts';
import type { Gap, GapKind, Line, LogTime } from '../model.ts';
import type { OddMessage } from '../odd-messages.ts';
import type { Scan } from '../scan.ts';
import { quotableLine } from '../templates/quotable.ts';
import { cutsOf, within } from '../window.ts';
import { clockGaps } from './clock-gaps.ts';
import { droppedGap } from './dropped-messages.ts';

/** @param scans of all sources */
export function gapsOf(scan: Scan, scans: readonly Scan[]): readonly Gap[] {
  const { cutHead, cutTail, damage, input, sightings, windowed } = scan;
  const cuts = windowed === null ? NO_CUTS : cutsOf(windowed);
  const odd = within(windowed, scan.odd);
  return [
    ...interruptedGap(scan.interrupted),
    ...windowGap(scan),
    ...(cuts.since || cutHead === null
      ? []
      : lines('cut-head', 'the capture begins inside a record', [cutHead])),
    // What is damaged says itself where it ends.
    ...(cuts.until || damage.length > 0 ? [] : cutTailGap(cutTail)),
    ...(input.isTail
      ? bare('tail-limit', 'the program that collected this log kept only its last part')
      : []),
    ...rotationGap(scan, scans),
    ...clockGaps(scan.clockSteps, scan.moreClockSteps),
    ...droppedGap(sightings.dropped),
    ...oddGap(
      'null-messages',
      'messages that journalctl left out for their length or their bytes; its --all shows them',
      odd.filter(({ oddity }) => oddity === 'null'),
    ),
    ...oddGap(
      'binary-messages',
      'messages the journal gave as bytes, read as UTF-8',
      odd.filter(({ oddity }) => oddity === 'binary'),
    ),
    ...lines(
      'line-too-long',
      'lines longer than 1 MiB were cut to that',
      within(windowed, scan.tooLong),
    ),
    ...otherHostsGap(scan),
    ...letGoGap(scan),
    ...(damage.length > 0 ? bare('damaged-archive', damage.join('; '), damage.length) : []),
    ...lines(
      'undecodable-bytes',
      'lines with bytes that are not UTF-8',
      within(windowed, scan.undecodable),
      scan.moreUndecodable,
    ),
    ...(scan.moreOdd
      ? bare(
          'null-messages',
          'further messages without text, of which only the number is kept',
          scan.moreOdd,
        )
      : []),
    ...(scan.gapsTold ?? []).map((gap) => ({ ...gap, evidence: [] })),
  ];
}

/** Where the user stopped the reading. */
export function interruptedGap(interrupted: Scan['interrupted']): readonly Gap[] {
  if (interrupted === undefined) return [];
  const where = interrupted === 'before' ? 'before it began' : 'before its end';
  return bare('interrupted', `the reading was interrupted ${where}`);
}

const NO_CUTS = { since: false, until: false };

/** What --since and --until left out of a source, by its first and its last record. */
function windowGap({ windowed, interrupted }: Scan): readonly Gap[] {
  if (windowed === null) return [];
  const { first, last } = windowed;
  if (first === null) return bare('cut-by-window', 'no line has a time, so none is in the window');
  const { since, until } = cutsOf(windowed);
  const what = interrupted === undefined ? 'the log' : 'what was read of the log';
  const log = `${what} goes from ${printTime(first)} to ${printTime(last)}`;
  const ends = [...(since ? ['begins by --since'] : []), ...(until ? ['ends by --until'] : [])];
  return ends.length === 0 ? [] : bare('cut-by-window', `the report ${ends.join(' and ')}; ${log}`);
}

/** A gap that no line shows. */
function bare(kind: GapKind, detail: string, count = 1): readonly Gap[] {
  return [{ kind, detail, count, evidence: [] }];
}

function lines(kind: GapKind, detail: string, shown: readonly Line[], more = 0): readonly Gap[] {
  const [first] = shown;
  if (first === undefined) return [];
  const { source, line, offset } = first;
  const evidence = [{ source, line, offset, text: quotableLine(first.text) }];
  return [{ kind, detail, count: shown.length + more, evidence }];
}

function cutTailGap(line: Line | null): readonly Gap[] {
  return line === null ? [] : lines('cut-tail', 'the capture ends inside a record', [line]);
}

function letGoGap({ letGo }: Scan): readonly Gap[] {
  if (letGo === null) return [];
  const detail =
    'cycles were let go of, as more were open at once than --max-open-cycles allows; what came of them is not known';
  return [{ kind: 'too-many-open', detail, count: letGo.count, evidence: [letGo.first] }];
}

function oddGap(kind: GapKind, detail: string, odd: readonly OddMessage[]): readonly Gap[] {
  const unknown = odd.filter(({ isCompute }) => isCompute === null).length;
  const open = unknown === 0 ? '' : `; ${unknown} of a program the journal does not name`;
  return lines(kind, `${detail}${open}`, odd);
}

function otherHostsGap({ otherHosts = 0, firstOtherHost }: Scan): readonly Gap[] {
  if (firstOtherHost === undefined) return [];
  const detail = 'the log names more hosts than are followed; what the others wrote is not read';
  return lines('other-hosts', detail, [firstOtherHost], otherHosts - 1);
}

/** Names alone do not make a rotation: the older file must end before this one begins. */
function rotationGap(scan: Scan, scans: readonly Scan[]): readonly Gap[] {
  const { rotation } = scan.input;
  const older = scans.find(({ path }) => path === rotation?.older);
  if (rotation == null || older === undefined || older.host !== scan.host) return [];
  const [from, to] = [spanOf(older).last, spanOf(scan).first];
  if (elapsed(from, to) === null || isLeftOut(scan, from, to)) return [];
  const [first] = rotation.missing;
  const last = rotation.missing.at(-1);
  const names = rotation.missing.length === 1 ? `${first} is` : `${first} to ${last} are`;
  const span = `between ${printTime(from)} and ${printTime(to)}`;
  return bare('rotation-gap', `${names} not among the inputs: ${span}`, rotation.missing.length);
}

/** Of all records, wherever a window is. */
const spanOf = ({ windowed, first, last }: Scan) => windowed ?? { first, last };

/** Whether what is missing lies outside the window. */
function isLeftOut({ windowed }: Scan, from: LogTime | null, to: LogTime | null): boolean {
  if (windowed === null || from === null || to === null) return false;
  return windowed.sideOf(to) === 'before' || windowed.sideOf(from) === 'after';
}
