// An instance has a config drive, and something was injected for it.

import type { Cycle, Evidence } from '../model.ts';
import { citing, type Fired, type Rule, type RuleContext } from './rule.ts';
import { withoutInjection } from './without-injection.ts';

export const configDriveInjection = {
  id: 'config-drive-injection',
  severity: 'info',
  title: 'Config drive and injection were both asked for',
  about:
    'With a config drive 2012.1 writes what it injects into the drive and not into the disk, so the guest has to look for it there. From 2012.2 on the drive takes the place of injection: an operation that makes one injects nothing. An instance that got both got them in different operations, such as a build and a rebuild.',
  references: [],
  cycle(cycle, context) {
    const { items, purpose } = cycle;
    if (items.length === 0) return null;
    if (purpose === 'config-drive') return intoDrive(cycle);
    const drive = context.configDriveOf(cycle);
    return purpose === 'injection' && drive !== null ? beside(cycle, drive, context) : null;
  },
} as const satisfies Rule;

const words = ({ items }: Cycle) => items.map(({ item }) => item).join(', ');
const shown = ({ items, steps }: Cycle) => [
  ...new Map(
    [...items.flatMap(({ evidence }) => evidence[0] ?? []), ...(steps[0]?.evidence ?? [])].map(
      (one) => [`${one.source}:${one.line}`, one],
    ),
  ).values(),
];

/** 2012.1. */
function intoDrive(cycle: Cycle): Fired | null {
  const evidence = citing(shown(cycle));
  if (evidence === null) return null;
  return {
    detail: `What was to be injected (${words(cycle)}) went for the config drive of the instance, not for its disk.`,
    remedy:
      'The guest has to read it from the drive, which has the label config. To have it in the disk, launch without a config drive.',
    evidence,
  };
}

function beside(cycle: Cycle, drive: Evidence, { switchOff }: RuleContext): Fired | null {
  const evidence = citing([drive, ...shown(cycle)]);
  if (evidence === null) return null;
  const off = withoutInjection(
    cycle.items.map(({ item }) => item),
    switchOff,
  );
  return {
    detail: `The instance has a config drive, and its disk was opened to inject ${words(cycle)} as well, in another operation: none that makes a drive injects anything.`,
    remedy: `If the guest reads the config drive, the injection is not needed. ${off ?? ''}`.trim(),
    evidence,
  };
}
