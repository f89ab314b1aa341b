// The injection, or an item of it, failed and Nova went on: the instance runs without it.

import { citing, type Rule } from './rule.ts';
import { withoutInjection } from './without-injection.ts';

export const ignoredInjectionFailure = {
  id: 'ignored-injection-failure',
  severity: 'warning',
  title: 'An injection failed and the build went on without it',
  about:
    'Keys, network settings, metadata and passwords are injected at best effort: when that fails, Nova logs a warning and starts the instance without them. From 2013.1 on each item fails on its own; before, the first error ends the injection.',
  references: [],
  cycle(cycle, { switchOff }) {
    if (cycle.purpose !== 'injection' && cycle.purpose !== 'config-drive') return null;
    if (cycle.outcome !== 'failed-ignored') return null;
    const errors = cycle.steps
      .filter((step) => step.step === 'error')
      .flatMap((step) => step.evidence);
    const evidence = citing(errors.slice(-1));
    if (evidence === null) return null;
    const failed = cycle.items.filter((item) => item.outcome === 'failed');
    const missing = (failed.length > 0 ? failed : cycle.items).map(({ item }) => item);
    const without = withoutInjection(missing, switchOff);
    return {
      detail: `${missing.length === 0 ? 'The injection' : missing.join(', ')} did not reach the guest; Nova only warns and the instance starts.`,
      remedy: `Mend what the warning names and build the instance again.${without === null ? '' : ` If the guest does not need it: ${without}`}`,
      evidence,
    };
  },
} as const satisfies Rule;
