// The findings there are. To add one: a file named after its id and a line here.

import { bypassedMissingPartition } from './bypassed-missing-partition.ts';
import { failedHandlers } from './failed-handlers.ts';
import { fatalInjectionFailure } from './fatal-injection-failure.ts';
import { handlerFallback } from './handler-fallback.ts';
import { hiddenCommands } from './hidden-commands.ts';
import { ignoredInjectionFailure } from './ignored-injection-failure.ts';
import { imageOpenAtRestart } from './image-open-at-restart.ts';
import { leakedLoopDevice } from './leaked-loop-device.ts';
import { leakedMount } from './leaked-mount.ts';
import { leakedNbdDevice } from './leaked-nbd-device.ts';
import { missingPartition } from './missing-partition.ts';
import { mountWarningAsFailure } from './mount-warning-as-failure.ts';
import { nbdDeviceNoShow } from './nbd-device-no-show.ts';
import { nbdDevicesExhausted } from './nbd-devices-exhausted.ts';
import { nbdModuleMissing } from './nbd-module-missing.ts';
import { nbdPoolShrunk } from './nbd-pool-shrunk.ts';
import { partitionSearchUnsupported } from './partition-search-unsupported.ts';
import type { Rule } from './rule.ts';
import { sharedNbdDevice } from './shared-nbd-device.ts';
import { staleNbdLock } from './stale-nbd-lock.ts';
import { stalePartitionMapping } from './stale-partition-mapping.ts';

const known = [
  sharedNbdDevice,
  leakedNbdDevice,
  leakedLoopDevice,
  leakedMount,
  mountWarningAsFailure,
  staleNbdLock,
  stalePartitionMapping,
  fatalInjectionFailure,
  imageOpenAtRestart,
  nbdModuleMissing,
  nbdDevicesExhausted,
  nbdPoolShrunk,
  nbdDeviceNoShow,
  missingPartition,
  partitionSearchUnsupported,
  failedHandlers,
  ignoredInjectionFailure,
  handlerFallback,
  bypassedMissingPartition,
  hiddenCommands,
] as const satisfies readonly Rule[];

export type RuleId = (typeof known)[number]['id'];

/** In the order findings of one severity are reported. */
export const rules: readonly (Rule & { readonly id: RuleId })[] = known;
