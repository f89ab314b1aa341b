// The reason of 2012.x in words. In: the case, the list and what became of loop. Out: one sentence
// without its full stop.

import type { Case } from './case.ts';
import type { HandlerList } from './handler-list.ts';
import { whereTold } from './told-options.ts';

export function listText(
  { opened, attempts }: Case,
  list: HandlerList,
  { isDropped, isOdd }: { readonly isDropped: boolean; readonly isOdd: boolean },
): string {
  const { option, names, cow, stoppedAt, isEmpty } = list;
  const from = option === null ? 'the default; no config seen' : whereTold(option);
  const shown = names === null ? 'set, but masked' : names.join(', ') || 'empty';
  const failed = [
    ...new Set(attempts.filter((one) => one.outcome === 'failed').map((one) => one.handler)),
  ].filter((handler) => handler !== opened?.handler);
  return [
    `img_handlers is ${shown} (${from})`,
    isDropped ? `loop is skipped for copy-on-write images: ${cow.text}` : '',
    failed.length > 0 ? `${failed.join(' and ')} failed` : '',
    isEmpty ? 'nothing is left to try, so no handler opened the image' : '',
    stoppedAt === null ? '' : `${stoppedAt} is no handler, and Nova stops there`,
    opened === null ? noneText(failed.length > 0 && !isEmpty && stoppedAt === null, attempts) : '',
    opened?.handler === 'loop' ? `loop is not skipped: ${cow.text}` : '',
    opened === null ? '' : `${opened.handler} opened the image`,
    isOdd && names !== null
      ? 'which does not follow from what this capture shows of the options'
      : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}

const noneText = (allFailed: boolean, attempts: Case['attempts']) =>
  allFailed && attempts.every(({ outcome }) => outcome !== 'unknown')
    ? 'no handler opened the image'
    : '';
