// The findings there are. To add one: a file named after its id and a line here.

import { fatalInjectionFailure } from './fatal-injection-failure.ts';
import { hiddenCommands } from './hidden-commands.ts';
import { ignoredInjectionFailure } from './ignored-injection-failure.ts';
import { leakedAttachment } from './leaked-attachment.ts';
import { nbdDevicesExhausted } from './nbd-devices-exhausted.ts';
import { nbdModuleMissing } from './nbd-module-missing.ts';
import type { Rule } from './rule.ts';

const known = [
  leakedAttachment,
  fatalInjectionFailure,
  nbdModuleMissing,
  nbdDevicesExhausted,
  ignoredInjectionFailure,
  hiddenCommands,
] as const satisfies readonly Rule[];

export type RuleId = (typeof known)[number]['id'];

/** In the order findings of one severity are reported. */
export const rules: readonly (Rule & { readonly id: RuleId })[] = known;
