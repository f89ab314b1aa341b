// In: a report. Out: where it happened, as far as the logs show: hosts, line layouts, releases, and what is
// missing from the logs.

import type { Report } from '../../model.ts';
import { gapText, releaseText, together } from '../inputs.ts';
import type { WholePage } from '../page.ts';
import { flat } from '../wrap.ts';
import type { Line, Part } from './part.ts';

export function environmentPart(page: WholePage, { releases }: Report): Part {
  const logs = page.sources.filter(({ evidence }) => evidence === undefined);
  const several = releases.length > 1;
  const rows = [
    ...(logs.length === 0 ? [] : [flat(together(logs))]),
    ...(releases.length === 0 ? ['release: unknown'] : []),
    ...releases.map((release) => flat(releaseText(page, release, several))),
    ...logs.flatMap((source) => source.gaps.map((gap) => flat(gapText(page, source, gap)))),
  ].map((text): Line => [text]);
  const body = { kind: 'list', rows } as const;
  return { label: 'Environment:', text: [], body, noun: 'note', share: 2 };
}
