// 2012.x: the handlers of img_handlers are tried in order until one mounts the image; loop is left out
// when use_cow_images is true. In: a case. Out: the reason, and the attempts with loop where it was left
// out. Source: nova/virt/disk/api.py of 2012.1 and 2012.2, _DiskImage.

import type { HandlerId } from '../../handlers/index.ts';
import type { Attempt, Reason, RuledOut } from '../../model.ts';
import { type Case, citing } from './case.ts';
import { mismatch } from './cow.ts';
import {
  contradicts,
  type HandlerList,
  isLoopDropped,
  KNOWN,
  listOfHandlers,
} from './handler-list.ts';
import { listText } from './img-handlers-text.ts';
import { isProven, SETTLED_BY_OPTIONS } from './told-options.ts';

export interface Choice {
  readonly reason: Reason;
  /** The observed attempts, and before them the handler that was dropped untried. */
  readonly attempts: readonly Attempt[];
}

export function imgHandlersReason(given: Case): Choice {
  const list = listOfHandlers(given);
  const { cycle, attempts, opened } = given;
  const { option, names, cow } = list;
  const isDropped = isLoopDropped(given, list);
  const evidence = citing(given, ...cow.evidence);
  const skipped: readonly Attempt[] = isDropped
    ? [{ handler: 'loop', outcome: 'skipped', error: null, device: null, evidence }]
    : [];
  const goesByOption = isDropped || opened?.handler === 'loop';
  const disk = goesByOption ? mismatch(given, cow) : { text: '', evidence: [] };
  const isOdd = contradicts(given, list);
  const isCertain =
    !isOdd && isProven(option) && (cow.isProven || names?.includes('loop') !== true);
  const failures = cycle.failures.map((one) => one.evidence);
  return {
    attempts: [...skipped, ...attempts],
    reason: {
      rule: 'img-handlers',
      text: `${listText(given, list, { isDropped, isOdd })}${disk.text}.`,
      confidence: isOdd ? 'unknown' : isCertain ? 'certain' : 'likely',
      basis: isOdd ? 'absence' : option === null && !isCertain ? 'release' : 'config',
      settledBy: isCertain ? null : SETTLED_BY_OPTIONS,
      ruledOut: KNOWN.filter((handler) => handler !== opened?.handler).flatMap(
        (handler) => ruledOut(given, list, handler, isDropped) ?? [],
      ),
      evidence: citing(
        given,
        ...(opened === null ? failures : []),
        ...given.cite,
        ...(option?.evidence ?? []),
        ...(goesByOption ? cow.evidence : []),
        ...disk.evidence,
      ),
    },
  };
}

function ruledOut(
  given: Case,
  { option, names, cow, stoppedAt, isEmpty }: HandlerList,
  handler: HandlerId,
  isDropped: boolean,
): RuledOut | null {
  const { attempts, opened } = given;
  const because = (why: string, evidence = option?.evidence ?? []): RuledOut => ({
    handler,
    why,
    evidence: citing(given, ...evidence),
  });
  const attempt = attempts.findLast((one) => one.handler === handler);
  if (attempt !== undefined) {
    return attempt.outcome === 'failed'
      ? because(failureText(attempt.error), attempt.evidence)
      : null;
  }
  if (handler === 'loop' && isDropped) {
    return because(`dropped untried for copy-on-write images: ${cow.text}`, cow.evidence);
  }
  if (names !== null && !names.includes(handler)) return because('not named in img_handlers');
  const failed = given.cycle.failures.map((one) => one.evidence);
  if (isEmpty) return because('not tried: Nova found no handler to try', failed);
  if (stoppedAt !== null) {
    return because(`not reached: Nova stops at ${stoppedAt}, which is no handler`, failed);
  }
  if (opened === null) return null;
  const order: readonly string[] = names ?? [];
  const isLater = order.indexOf(handler) > order.indexOf(opened.handler);
  if (isLater) return because('not reached: an earlier handler opened the image', []);
  return because(
    handler === 'loop' && cow.value !== true
      ? `named before ${opened.handler}, yet no line shows it tried; ${cow.text}`
      : `${opened.handler} opened the image; it is named before that, so it was tried and failed, but ${UNSEEN}`,
    [],
  );
}

const UNSEEN = 'no line of this capture shows it';

/** Whether another handler was tried first, of which the capture shows nothing. */
export const isTriedUnseen = ({ ruledOut }: Pick<Reason, 'ruledOut'>): boolean =>
  ruledOut.some(({ why }) => why.endsWith(UNSEEN));

function failureText(error: string | null): string {
  const line = error?.trim().split('\n', 1)[0] ?? '';
  return line === '' ? 'tried first and failed' : `tried first and failed: ${line}`;
}
