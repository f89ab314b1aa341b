// nova.conf sets options about injection under names that this release does not take.

import type { IgnoredOption } from '../model.ts';
import { decidesInjection, optionText } from '../releases/index.ts';
import { citing, type Rule, type RuleContext } from './rule.ts';

export const ignoredOptions = {
  id: 'ignored-options',
  severity: 'info',
  title: 'Options about injection have no effect',
  about:
    'Nova ignores names in nova.conf that its release has no option for, without a word in the log. The libvirt_inject_ names of 2012 and 2013 are read by 2014.1 still and by nothing later, libvirt_inject_key is none in 2012.1.0, and img_handlers and max_nbd_devices ended with 2012.2. What was meant to switch injection on or off then does neither.',
  references: ['LP #971640', '5ab505191c'],
  host({ ignored, told, version, switchOff }) {
    const names = ignored().filter((one) => decidesInjection(one.meant ?? one));
    const evidence = citing(told);
    if (names.length === 0 || version === null || evidence === null) return [];
    const set = names.map((one) => `${optionText(one)} (${one.file}:${one.line})`).join(', ');
    const remedies = names.map((one) => instead(one, switchOff));
    return [
      {
        detail: `Nova ${version} takes no notice of ${set}.`,
        remedy: [...new Set(remedies)].join(' '),
        evidence,
        cycles: [],
      },
    ];
  },
} as const satisfies Rule;

function instead(option: IgnoredOption, switchOff: RuleContext['switchOff']): string {
  const { meant } = option;
  if (meant !== null) return `For ${optionText(option)} write ${name(meant)}.`;
  return option.name === 'libvirt_inject_key'
    ? switchOff('key').text
    : `Remove ${optionText(option)}: this release has nothing in its place.`;
}

const name = ({ group, name: own }: Pick<IgnoredOption, 'group' | 'name'>) =>
  `${own} in [${group}]`;
