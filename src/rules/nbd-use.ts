// Cycles in, out comes when each nbd device was taken and let go again, as far as the commands or, where
// these are hidden, Nova's own words show it.

import type { Cycle, Evidence, TimelineStep } from '../model.ts';
import { byPlace, isBefore } from '../places.ts';
import { isFollowed } from './followed.ts';
import { once } from './once.ts';

export interface NbdUse {
  readonly device: string;
  readonly image: string;
  readonly cycle: Cycle;
  /** The line that attaches the image. */
  readonly taken: Evidence;
  /** The line after which Nova no longer holds the device, null when this log shows none. */
  readonly released: Evidence | null;
}

type MutableUse = { -readonly [Key in keyof NbdUse]: NbdUse[Key] };

type Change =
  | { readonly kind: 'taken'; readonly at: Evidence; readonly use: Omit<NbdUse, 'released'> }
  | { readonly kind: 'released'; readonly at: Evidence; readonly device: string };

/** In the order the devices were taken. */
export const nbdUses = once((cycles: readonly Cycle[]): readonly NbdUse[] => {
  // Of the others it is not known when they let go of a device.
  const changes = cycles.filter(isFollowed).flatMap(changesOf).sort(byLine);
  const uses: MutableUse[] = [];
  const held = new Map<string, MutableUse[]>();
  for (const change of changes) {
    if (change.kind === 'taken') {
      const use = { ...change.use, released: null };
      uses.push(use);
      held.set(use.device, [...(held.get(use.device) ?? []), use]);
    } else {
      for (const use of held.get(change.device) ?? []) use.released = change.at;
      held.delete(change.device);
    }
  }
  return uses;
});

const byLine = ({ at: a }: Change, { at: b }: Change) => byPlace(a, b);

/** Those taken before a line and, as far as the log shows, not let go of by then: one for each device. */
export function heldAt(uses: readonly NbdUse[], at: Evidence): readonly NbdUse[] {
  const held = uses.filter(
    ({ taken, released }) => isBefore(taken, at) && (released === null || isBefore(at, released)),
  );
  return [...new Map(held.map((use) => [use.device, use])).values()];
}

/** How a text calls the instance of a cycle. */
export const nameOf = ({ instance: { uuid, name }, image }: Cycle): string =>
  uuid ?? name ?? image.path ?? 'an instance this log does not name';

/** `qemu-nbd -c /dev/nbd15 …/disk`, `Get nbd device /dev/nbd15 for …/disk` */
const TAKEN = /^(?:qemu-nbd -c|Get nbd device) (\/dev\/nbd\d+) (?:for )?(\S.*)$/;
/** `qemu-nbd -d /dev/nbd15`, `Release nbd device /dev/nbd15` */
const RELEASED = /^(?:qemu-nbd -d|Release nbd device) (\/dev\/nbd\d+)$/;
/** Nova takes the next device and counts this one as free, whether it is or not. */
const GIVEN_UP = /^(?:qemu-nbd error: |nbd device \S+ did not show up)/;

const hasFailed = ({ exitCode }: TimelineStep) => exitCode !== null && exitCode !== 0;

function changesOf(cycle: Cycle): readonly Change[] {
  const ofSteps = cycle.steps.flatMap((step): readonly Change[] => {
    const text = step.command ?? step.note ?? '';
    // Most steps are no change.
    if (!text.includes('nbd ')) return [];
    const [at] = step.evidence;
    const [, device, image] = TAKEN.exec(text) ?? [];
    if (device !== undefined && image !== undefined) {
      const taken: Change = { kind: 'taken', at, use: { device, image, cycle, taken: at } };
      const end = step.evidence.at(-1) ?? at;
      return hasFailed(step) ? [taken, { kind: 'released', at: end, device }] : [taken];
    }
    const released = RELEASED.exec(text)?.[1];
    return released === undefined || hasFailed(step)
      ? []
      : [{ kind: 'released', at, device: released }];
  });
  const givenUp = cycle.attempts.flatMap(({ device, error, evidence }): readonly Change[] => {
    const at = evidence.at(-1);
    return device === null || at === undefined || !GIVEN_UP.test(error ?? '')
      ? []
      : [{ kind: 'released', at, device }];
  });
  return [...ofSteps, ...givenUp];
}
