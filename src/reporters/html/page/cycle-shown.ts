// One cycle in full: its facts, and its steps with the lines that show them.

import type { CycleRow, PageFact } from '../page-data.ts';
import { element } from './dom.ts';
import type { Shown } from './findings.ts';
import { stepClass } from './marks.ts';
import { foldedQuotes } from './quotes.ts';
import type { Rest } from './rest.ts';
import { took } from './tables.ts';

export function cycleShown(cycle: CycleRow, rest: Rest | null): Shown {
  const instance = element('p', {}, `instance ${cycle.instance} on ${cycle.host}`);
  if (rest === null) {
    const loading = element('p', { class: 'note' }, 'The page is still loading this part.');
    return { title: cycle.title, content: [instance, loading] };
  }
  const facts = rest.facts.flatMap((fact) => factNodes(fact, rest));
  return {
    title: cycle.title,
    content: [
      instance,
      element('dl', {}, ...facts),
      element('h3', {}, 'Steps'),
      element('ol', { class: 'steps' }, ...cycle.steps.map((_, at) => stepNode(cycle, rest, at))),
    ],
  };
}

function factNodes({ label, spans, quotes }: PageFact, rest: Rest): readonly HTMLElement[] {
  const texts = spans.map(([text, tone]) =>
    tone === null ? text : element('span', { class: tone }, text),
  );
  const about = element('dd', {}, ...texts, ...foldedQuotes(rest.quotesOf(quotes)));
  return label === '' ? [about] : [element('dt', {}, label), about];
}

function stepNode(cycle: CycleRow, rest: Rest, at: number): HTMLElement {
  const [step = '', text = '', , , ms = null, basis] = cycle.steps[at] ?? [];
  const [since = '', result = '', quotes = []] = rest.steps[at] ?? [];
  const lasted = basis === 'ended' ? took(ms, cycle.whole) : '';
  const times = [since === '-' ? '' : since, lasted].filter((part) => part !== '').join(', ');
  return element(
    'li',
    {},
    element('i', { class: `swatch ${stepClass(step)}`, 'aria-hidden': 'true' }),
    element('b', {}, step),
    ` ${times} `,
    ...(result === '' ? [] : [element('span', { class: 'bad' }, `✕ ${result}`)]),
    element('code', { class: 'said' }, text),
    ...foldedQuotes(rest.quotesOf(quotes)),
  );
}
