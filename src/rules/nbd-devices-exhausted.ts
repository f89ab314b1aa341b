// Every nbd device is in use or held back.

import type { Evidence } from '../model.ts';
import { inRange } from '../releases/index.ts';
import { heldAt, type NbdUse, nameOf, nbdUses } from './nbd-use.ts';
import { citing, type FiredOnHost, type HostView, type Rule } from './rule.ts';

export const nbdDevicesExhausted = {
  id: 'nbd-devices-exhausted',
  severity: 'warning',
  title: 'No nbd device was free',
  about:
    'Each image attached by nbd takes one device. Up to 2012.2 Nova has a list of 16 devices, and one that it finds in use is dropped from the list until nova-compute restarts; from 2013.1 on it looks for a free one among /sys/block/nbd*, again and again for 30 seconds. When none is free, the image cannot be attached.',
  references: [],
  host(host) {
    const uses = nbdUses(host.cycles);
    const found = host.cycles.flatMap((cycle) => {
      const attempt = cycle.attempts.find((one) => /^No free nbd devices/.test(one.error ?? ''));
      const at = attempt === undefined ? undefined : exhaustionIn(attempt.evidence);
      if (at === undefined) return [];
      const held = heldAt(uses, at).filter((use) => use.cycle.id !== cycle.id);
      const evidence = citing([at, ...held.map(({ taken }) => taken)]);
      if (evidence === null) return [];
      const later = cycle.handler === 'nbd' ? ' A later try of the same injection found one.' : '';
      return [
        {
          detail: `No nbd device was free when the image of ${nameOf(cycle)} was to be attached. ${holders(held)}${later}`,
          remedy: remedyOf(host.version),
          evidence,
          cycles: [cycle],
        },
      ];
    });
    return found.length > 0 ? found : unplaced(host);
  },
} as const satisfies Rule;

/** Without DEBUG the line does not tell for which image. */
function unplaced({ nbdComplaints, version }: HostView): readonly FiredOnHost[] {
  const lines = nbdComplaints.filter(({ note }) => note === 'No free nbd devices');
  const evidence = citing(lines.slice(0, CITED).map((one) => one.evidence));
  if (evidence === null) return [];
  const times = lines.length === 1 ? '' : `, ${lines.length} times`;
  return [
    {
      detail: `No nbd device was free${times}; without DEBUG the log does not tell for which image, nor whether a later try found one.`,
      remedy: remedyOf(version),
      evidence,
      cycles: [],
    },
  ];
}

const CITED = 5;

/** The line that says so; the text of a whole failure says it below its first line. */
export function exhaustionIn(evidence: readonly Evidence[]): Evidence | undefined {
  return evidence.find(({ text }) => text.includes('No free nbd devices')) ?? evidence.at(-1);
}

function holders(held: readonly NbdUse[]): string {
  if (held.length === 0) return 'This log does not show who held them.';
  const list = held.map(({ device, cycle }) => `${device} by ${nameOf(cycle)}`).join(', ');
  return `Taken and not yet released, as far as this log shows: ${list}.`;
}

const SEE = 'See which are attached, and by which process: grep . /sys/block/nbd*/pid';
const DETACH = 'detach each that no running injection or container uses: qemu-nbd -d /dev/nbdN';

function remedyOf(version: string | null): string {
  const isEssexOrFolsom = version !== null && inRange(version, '2012.1', '2012.2');
  if (isEssexOrFolsom) {
    return `${SEE}; ${DETACH}; then restart nova-compute, which does not use a device again that it once found busy (LP #1088083).`;
  }
  const restart =
    version === null ? ' On 2012.1 and 2012.2 restart nova-compute afterwards (LP #1088083).' : '';
  return `${SEE}; ${DETACH}. When all are in rightful use, load the module with more devices while none is attached: modprobe -r nbd; modprobe nbd max_part=16 nbds_max=64.${restart}`;
}
