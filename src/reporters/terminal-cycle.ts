// In: one cycle. Out: its part of the text report: what was injected where, how it ended, by which
// handler and why; then the timeline, the redundancy and what this capture does not show.

import type { Cycle } from '../model.ts';
import {
  cutByWindow,
  handlerText,
  headline,
  leftBehindTexts,
  outcomeText,
  reasonText,
  ruledOutTexts,
} from './cycle-facts.ts';
import { block, field, type Page, paragraph } from './page.ts';
import { attemptsField, itemsField } from './terminal-items.ts';
import { redundancyField } from './terminal-redundancy.ts';
import { timeline } from './terminal-timeline.ts';

export function* cycleLines(page: Page, cycle: Cycle, ownRequestId: boolean): Iterable<string> {
  yield '\n';
  yield paragraph(page, headline(cycle), '  ', '      ');
  yield field(page, 'outcome', outcomeText(cycle));
  if (cycle.error !== null) {
    yield block(page, 'error', cycle.error, cycle.outcome === 'failed-ignored' ? 'warn' : 'bad');
  }
  for (const [at, text] of leftBehindTexts(page, cycle).entries()) {
    yield field(page, at === 0 ? 'left behind' : '', text);
  }
  yield* itemsField(page, cycle);
  yield field(page, 'handler', handlerText(cycle));
  yield field(page, 'why', reasonText(page, cycle));
  for (const text of ruledOutTexts(page, cycle)) yield field(page, '', text);
  yield* attemptsField(page, cycle);
  if (ownRequestId) yield field(page, 'request id', [cycle.requestId ?? 'not shown']);
  if (cycle.cutByWindow) yield field(page, 'window', [cutByWindow]);
  yield* timeline(page, cycle);
  yield* redundancyField(page, cycle);
  for (const text of cycle.notVisible) yield field(page, 'missing', [text]);
}
