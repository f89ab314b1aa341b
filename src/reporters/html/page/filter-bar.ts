// What the reader asks for: text, instance, host, handler, outcome, a range of time; and how many cycles fit.

import type { CycleRow } from '../page-data.ts';
import { button, element } from './dom.ts';
import { everything, type Filter } from './filter.ts';
import { byNumber } from './lanes.ts';
import type { Store } from './store.ts';

export function filterBar(store: Store): HTMLElement {
  const { cycles } = store.data;
  const form = element('form', { id: 'filter', role: 'search', 'aria-label': 'Filter cycles' });
  const resets: (() => void)[] = [];

  const add = (label: string, input: HTMLInputElement | HTMLSelectElement, name: keyof Filter) => {
    input.name = name;
    const changed = () => store.ask({ [name]: asked(input) });
    input.addEventListener(input instanceof HTMLSelectElement ? 'change' : 'input', changed);
    form.append(element('label', {}, element('span', {}, label), input));
    resets.push(() => {
      const now = store.filter()[name];
      if (now === everything[name] && asked(input) !== now) input.value = '';
      else if (typeof now === 'number' && now !== asked(input)) input.value = momentText(now);
    });
  };
  const select = (label: string, name: 'host' | 'handler' | 'outcome') => {
    const values = [...new Set(cycles.map((cycle: CycleRow) => cycle[name]))].sort(byNumber);
    if (values.length < 2) return;
    const options = values.map((value) => element('option', { value }, value));
    add(label, element('select', {}, element('option', { value: '' }, 'all'), ...options), name);
  };

  const search = (hint: string) => element('input', { type: 'search', placeholder: hint });
  const moment = () =>
    element('input', { type: 'text', class: 'moment', placeholder: '2012-11-14 08:14:38' });
  add('Text', search('command, device, error …'), 'text');
  add('Instance', search('uuid or name'), 'instance');
  select('Host', 'host');
  select('Handler', 'handler');
  select('Outcome', 'outcome');
  if (cycles.some(({ startMs }) => startMs !== null)) {
    add('From', moment(), 'fromMs');
    add('To', moment(), 'toMs');
  }
  const count = element('output', { role: 'status' });
  const clear = button('Clear', () => store.ask(everything));
  form.append(clear, count);
  form.addEventListener('submit', (event) => event.preventDefault());
  store.follow(() => {
    const shown = store.shown().length;
    for (const reset of resets) reset();
    clear.disabled = Object.entries(store.filter()).every(
      ([name, value]) => value === everything[name as keyof Filter],
    );
    count.textContent =
      shown === cycles.length ? `${shown} cycles` : `${shown} of ${cycles.length} cycles`;
  });
  return form;
}

function asked(input: HTMLInputElement | HTMLSelectElement): string | number | null {
  const { value } = input;
  if (!input.classList.contains('moment')) return value;
  const moment = momentIn(value.trim());
  input.setAttribute('aria-invalid', String(value.trim() !== '' && moment === null));
  return moment;
}

/** A day, or a time to any precision, its digits read as UTC as those of the log are; else null. */
function momentIn(text: string): number | null {
  const found = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?))?$/.exec(text);
  if (found === null) return null;
  const moment = Date.parse(`${found[1]}T${found[2] ?? '00:00'}Z`);
  return Number.isNaN(moment) ? null : moment;
}

const momentText = (ms: number) => new Date(ms).toISOString().replace('T', ' ').slice(0, -1);
