// In: a report. Out: the HTML that needs no script: the verdict with its counts, and what was read, what is
// missing from it and what it cannot show.

import type { Cycle, Report } from '../../model.ts';
import { escaped } from '../markup.ts';
import { count, type Page } from '../page.ts';
import { headerTexts } from '../terminal-header.ts';
import { imageText, partialText, unreadText, verdictText } from '../verdict.ts';
import type { Text } from '../wrap.ts';
import { marked } from './spans.ts';

/** More than these would push the findings off the first screen. */
const textsAtMost = 12;

export function* summary(page: Page, report: Report): Iterable<string> {
  const partial = partialText(report);
  const unread = unreadText(report);
  const images = report.summary.redundancy ?? [];
  yield '<section id="verdict" aria-labelledby="verdict-title">\n<h2 id="verdict-title">Verdict</h2>\n';
  if (partial !== null) yield `<p class="lead">${marked(partial)}</p>\n`;
  yield `<p class="lead">${marked(verdictText(report))}</p>\n`;
  if (report.cycles.length > 0) yield* counters(report);
  yield* paragraphs([...images.map(imageText), ...(unread === null ? [] : [unread])]);
  yield '</section>\n<section id="inputs" aria-labelledby="inputs-title">\n';
  yield '<h2 id="inputs-title">What was read, and what it does not show</h2>\n';
  const texts = [...headerTexts(page, report)];
  const [first = [], ...rest] = texts;
  const isFolded = texts.length > textsAtMost;
  if (isFolded)
    yield* folded(
      first,
      rest.filter((text) => !isWarning(text)),
    );
  yield* paragraphs(isFolded ? rest.filter(isWarning) : texts);
  yield '</section>\n';
}

/** What is missing is never folded away. */
function* folded(first: Text, rest: readonly Text[]): Iterable<string> {
  yield `<details>\n<summary>${marked(first)}</summary>\n`;
  yield* paragraphs(rest);
  yield '</details>\n';
}

const isWarning = (text: Text) =>
  text.some((span) => typeof span !== 'string' && span.tone === 'warn');

function* paragraphs(texts: Iterable<Text>): Iterable<string> {
  for (const text of texts) yield `<p>${marked(text)}</p>\n`;
}

interface Counter {
  readonly label: string;
  readonly n: number;
  readonly more: string;
  /** Drawn before the number when there is any, so that colour is not alone to tell. */
  readonly sign: '✕' | '▲' | '';
}

function* counters({ cycles, summary }: Report): Iterable<string> {
  yield '<ul class="counters">\n';
  for (const { label, n, more, sign } of [
    {
      label: 'injections',
      n: summary.injections,
      more: `in ${count(summary.cycles, 'cycle')}`,
      sign: '',
    } as const,
    redundant(cycles),
    failed(cycles),
    leftBehind(cycles),
  ]) {
    const alarming = sign !== '' && n > 0;
    yield alarming ? '<li class="bad">' : '<li>';
    yield `<b>${alarming ? `<span aria-hidden="true">${sign} </span>` : ''}${n}</b> `;
    yield `${escaped(label)} <small>${escaped(more)}</small></li>\n`;
  }
  yield '</ul>\n';
}

function redundant(cycles: readonly Cycle[]): Counter {
  const judged = cycles.flatMap(({ redundancy }) => redundancy);
  const having = (verdict: string) => judged.filter((one) => one.verdict === verdict).length;
  const others = (['likely-redundant', 'conflicting', 'needed', 'unknown'] as const)
    .filter((verdict) => having(verdict) > 0)
    .map((verdict) => `${having(verdict)} ${verdict}`);
  const more = [`of ${count(judged.length, 'item')}`, ...others].join(', ');
  return { label: 'proved redundant', n: having('redundant'), more, sign: '' };
}

function failed(cycles: readonly Cycle[]): Counter {
  const ignored = cycles.filter(({ outcome }) => outcome === 'failed-ignored').length;
  const fatal = cycles.filter(({ outcome }) => outcome === 'failed-fatal').length;
  const more = `${ignored} ignored, ${fatal} fatal to the build`;
  return { label: 'failed', n: ignored + fatal, more, sign: '✕' };
}

function leftBehind(cycles: readonly Cycle[]): Counter {
  const left = cycles.filter(
    ({ leftBehind: { devices, mappings, mounts } }) =>
      devices.length + mappings.length + mounts.length > 0,
  );
  const unsure = cycles.filter(
    ({ outcome }) => outcome === 'incomplete' || outcome === 'unknown',
  ).length;
  const more = `${unsure} whose end does not show`;
  return { label: 'left something behind', n: left.length, more, sign: '▲' };
}
