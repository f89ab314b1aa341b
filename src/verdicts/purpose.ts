// What an image was opened for. Evidence of an injection is an announcement, a request, a write or an
// injection failure; a mount alone is none.

import type { CycleTrace } from '../cycles/trace.ts';
import type { Purpose } from '../model.ts';
import { inRange } from '../releases/index.ts';

/** @param version of the host's Nova, null when not known */
export function purposeOf(cycle: CycleTrace, version: string | null): Purpose {
  if (cycle.container) return 'container-rootfs';
  if (cycle.imageId === 'config-drive' || /\/disk\.config$/.test(cycle.imagePath ?? '')) {
    return 'config-drive';
  }
  if (cycle.resizeCheck) return 'resize-check';
  if (cycle.unmounted) return 'filesystem-resize';
  const wrote = cycle.steps.some((step) => step.item !== null);
  const asked =
    cycle.announced.size > 0 ||
    cycle.begunEvidence !== null ||
    cycle.requestEvidence !== null ||
    cycle.filesOnly;
  const blamed = cycle.failures.length > 0;
  if (asked || wrote || blamed) return 'injection';
  if (hasPartition(cycle)) return 'injection';
  return withoutWrites(cycle, version);
}

/** Resize checks and containers mount whole devices; only injection asks for a partition. */
function hasPartition(cycle: CycleTrace): boolean {
  const mapped = cycle.steps.some((step) => step.step === 'map');
  return mapped || cycle.tries.some((attempt) => attempt.partition !== null);
}

function withoutWrites(cycle: CycleTrace, version: string | null): Purpose {
  const commands = cycle.steps.flatMap((step) => step.command ?? []);
  if (commands.some((command) => /^(?:e2fsck|resize2fs) /.test(command)))
    return 'filesystem-resize';
  if (commands.some((command) => command.startsWith('blkid '))) return 'resize-check';
  // Folsom checks the filesystem of a resized disk by an injection of nothing.
  const folsom = version !== null && inRange(version, '2012.2', '2012.2');
  const whole = commands.some((command) => /^(?:mount|guestmount) /.test(command));
  return folsom && cycle.migrating !== null && whole ? 'resize-check' : 'unknown';
}
