// How to ask for none of the items an injection is about, on the release of the host.

import type { InjectItem } from '../model.ts';
import { optionText } from '../releases/index.ts';
import type { RuleContext } from './rule.ts';

/** One setting that stops all of them where there is one, else what to do for each; null for none. */
export function withoutInjection(
  items: readonly InjectItem[],
  switchOff: RuleContext['switchOff'],
): string | null {
  const [first, ...others] = items.map((item) => switchOff(item));
  if (first === undefined) return null;
  if (others.length === 0) return first.text;
  const common = first.options.find((option) =>
    others.every(({ options }) => options.some(({ name }) => name === option.name)),
  );
  if (common === undefined)
    return [...new Set([first, ...others].map(({ text }) => text))].join(' ');
  return `Set ${optionText(common)}=${common.value}, which stops every injection.`;
}
