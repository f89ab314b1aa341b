// What the steps of a clock mean for a source. In: where stamps go back. Out: the gaps to name, those that
// look like the end of daylight saving time apart.

import { printTime } from '../clock.ts';
import type { Gap, LogTime } from '../model.ts';
import type { Scan } from '../scan.ts';

type Step = Scan['clockSteps'][number];

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Gaps of the kind `clock-step`. */
export function clockGaps(steps: readonly Step[], more = 0): readonly Gap[] {
  const autumn = steps.filter(mayEndSummerTime);
  const others = steps.filter((step) => !mayEndSummerTime(step));
  return [
    ...gapOf(
      others,
      'the clock was set back, or the lines are not in the order they were written',
      more,
    ),
    ...gapOf(autumn, 'this may be the end of daylight saving time, as the stamps have no offset'),
  ];
}

function gapOf(steps: readonly Step[], why: string, more = 0): readonly Gap[] {
  const [first] = steps;
  if (first === undefined) return [];
  const detail = `stamps go back from ${shown(first.from)} to ${shown(first.to)}: ${why}; no duration is given across it`;
  return [{ kind: 'clock-step', detail, count: steps.length + more, evidence: [first.line] }];
}

const shown = (time: LogTime) => (printTime(time) ?? '').replace('T', ' ');

/** An hour back, less what passed between the two lines, in the hours in which it ends. */
function mayEndSummerTime({ from, to }: Step): boolean {
  const back = from.ms - to.ms;
  const hours = [from, to].map(({ ms }) => new Date(ms).getUTCHours());
  return (
    from.offset === null &&
    back <= HOUR &&
    back >= HOUR - 10 * MINUTE &&
    hours.every((hour) => hour >= 1 && hour <= 3)
  );
}
