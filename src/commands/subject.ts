// What a word on the command line names in a report: an instance, a request or a cycle.

import { UsageError } from '../errors.ts';
import type { Cycle, Report } from '../model.ts';

/** The cycles of an instance (uuid or name), of a request id, or the cycle of that id. A beginning is
 *  enough where it is the beginning of one alone.
 *  @throws UsageError naming what there is, when it is none's or several's */
export function cyclesOf(report: Report, subject: string): readonly Cycle[] {
  const whole = report.cycles.filter((cycle) => namesOf(cycle).includes(subject));
  if (whole.length > 0) return whole;
  const begun = report.cycles.filter((cycle) =>
    namesOf(cycle).some((name) => name.startsWith(subject)),
  );
  const meant = new Set(
    begun.flatMap((cycle) => namesOf(cycle).filter((name) => name.startsWith(subject))),
  );
  if (meant.size === 1) return begun;
  const kinds = 'an instance, a request id or a cycle id';
  if (meant.size > 1) throw new UsageError(`${subject} begins ${listed(meant)}; name one of them`);
  const instances = new Set(
    report.cycles.flatMap(({ instance }) => instance.name ?? instance.uuid ?? []),
  );
  throw new UsageError(
    `${subject} is not ${kinds} in these logs; ${instances.size === 0 ? 'no cycle in them names its instance' : `there are ${listed(instances)}`}`,
  );
}

const namesOf = ({ id, requestId, instance: { uuid, name } }: Cycle): readonly string[] =>
  [id, requestId, uuid, name].filter((one) => one !== null);

/** How many are named before the rest is only counted. */
const NAMED = 5;

function listed(names: ReadonlySet<string>): string {
  const shown = [...names].slice(0, NAMED);
  const more = names.size - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
