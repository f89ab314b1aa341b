// The findings there are. To add one: a file named after its id and a line here.

import { blockingCapabilityProbe } from './blocking-capability-probe.ts';
import { bootFromVolumeStall } from './boot-from-volume-stall.ts';
import { brokenLocalHandler } from './broken-local-handler.ts';
import { bypassedMissingPartition } from './bypassed-missing-partition.ts';
import { bytesPasswordFailure } from './bytes-password-failure.ts';
import { clockStep } from './clock-step.ts';
import { configDriveInjection } from './config-drive-injection.ts';
import { containerRootMount } from './container-root-mount.ts';
import { disagreeingConfiguration } from './disagreeing-configuration.ts';
import { failedGuestInspection } from './failed-guest-inspection.ts';
import { failedHandlers } from './failed-handlers.ts';
import { fatalInjectionFailure } from './fatal-injection-failure.ts';
import { guestAccountFailure } from './guest-account-failure.ts';
import { handlerFallback } from './handler-fallback.ts';
import { hiddenCommands } from './hidden-commands.ts';
import { hostMountedImages } from './host-mounted-images.ts';
import { ignoredInjectionFailure } from './ignored-injection-failure.ts';
import { ignoredOptions } from './ignored-options.ts';
import { imageOpenAtRestart } from './image-open-at-restart.ts';
import { incompleteCapture } from './incomplete-capture.ts';
import { infoOnlyLog } from './info-only-log.ts';
import { injectionDominatedBoot } from './injection-dominated-boot.ts';
import { invertedKernelMessage } from './inverted-kernel-message.ts';
import { leakedLoopDevice } from './leaked-loop-device.ts';
import { leakedMount } from './leaked-mount.ts';
import { leakedNbdDevice } from './leaked-nbd-device.ts';
import { loggedContents } from './logged-contents.ts';
import { loggedPassword } from './logged-password.ts';
import { lostPersonalityFiles } from './lost-personality-files.ts';
import { misreadPartitionOption } from './misread-partition-option.ts';
import { missingHostCommand } from './missing-host-command.ts';
import { missingLibguestfs } from './missing-libguestfs.ts';
import { missingParentDirectory } from './missing-parent-directory.ts';
import { missingPartition } from './missing-partition.ts';
import { missingRootwrapFilter } from './missing-rootwrap-filter.ts';
import { mountWarningAsFailure } from './mount-warning-as-failure.ts';
import { nbdDeviceNoShow } from './nbd-device-no-show.ts';
import { nbdDevicesExhausted } from './nbd-devices-exhausted.ts';
import { nbdModuleMissing } from './nbd-module-missing.ts';
import { nbdPoolShrunk } from './nbd-pool-shrunk.ts';
import { orphanedAppliance } from './orphaned-appliance.ts';
import { otherComputeDriver } from './other-compute-driver.ts';
import { partitionSearchUnsupported } from './partition-search-unsupported.ts';
import { reinjectedKey } from './reinjected-key.ts';
import { resizeCheckOpening } from './resize-check-opening.ts';
import type { Rule } from './rule.ts';
import { serialisedAppliances } from './serialised-appliances.ts';
import { sharedNbdDevice } from './shared-nbd-device.ts';
import { slowApplianceStart } from './slow-appliance-start.ts';
import { slowStep } from './slow-step.ts';
import { staleNbdLock } from './stale-nbd-lock.ts';
import { stalePartitionMapping } from './stale-partition-mapping.ts';
import { unfindableRbdImage } from './unfindable-rbd-image.ts';
import { unguardedFilePaths } from './unguarded-file-paths.ts';
import { unmountableGuestPartition } from './unmountable-guest-partition.ts';
import { unreadWarning } from './unread-warning.ts';
import { unreadableHostKernel } from './unreadable-host-kernel.ts';
import { unusableLibguestfs } from './unusable-libguestfs.ts';

const known = [
  loggedPassword,
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
  unreadableHostKernel,
  invertedKernelMessage,
  unusableLibguestfs,
  missingLibguestfs,
  brokenLocalHandler,
  missingRootwrapFilter,
  missingParentDirectory,
  missingHostCommand,
  failedGuestInspection,
  unmountableGuestPartition,
  guestAccountFailure,
  bytesPasswordFailure,
  unfindableRbdImage,
  lostPersonalityFiles,
  orphanedAppliance,
  blockingCapabilityProbe,
  bootFromVolumeStall,
  ignoredInjectionFailure,
  misreadPartitionOption,
  handlerFallback,
  bypassedMissingPartition,
  infoOnlyLog,
  hiddenCommands,
  slowApplianceStart,
  serialisedAppliances,
  slowStep,
  injectionDominatedBoot,
  reinjectedKey,
  resizeCheckOpening,
  containerRootMount,
  configDriveInjection,
  ignoredOptions,
  disagreeingConfiguration,
  otherComputeDriver,
  hostMountedImages,
  unguardedFilePaths,
  loggedContents,
  unreadWarning,
  incompleteCapture,
  clockStep,
] as const satisfies readonly Rule[];

export type RuleId = (typeof known)[number]['id'];

/** In the order findings of one severity are reported. */
export const rules: readonly (Rule & { readonly id: RuleId })[] = known;
