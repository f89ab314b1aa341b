// Which of the host's own handlers reads a disk, from 2013.1 on: to 2015.1 the format that use_cow_images
// makes Nova assume, from 12 the disk itself. In: a case. Out: the part of the reason that says so.
// Source: nova/virt/disk/vfs/localfs.py to 2015.1, nova/virt/disk/mount/api.py (instance_for_format).

import type { HandlerId } from '../../handlers/index.ts';
import { type Case, isFrom, localHandlers, type Part, ruleOut } from './case.ts';
import { cowUse, mismatch, storageOf, storageText } from './cow.ts';
import { SETTLED_BY_OPTIONS, said, told } from './told-options.ts';

/** Why it is this one of loop, nbd and block and not another of them. */
export function localFormat(given: Case): Part {
  if (given.version === null) return byHandler(given);
  return isFrom(given, '12.0.0') ? byDisk(given) : byOption(given);
}

const READS = {
  loop: 'loop is for raw files',
  nbd: 'nbd is for files that are not raw',
  block: 'block is for LVM volumes',
  guestfs: '',
} as const satisfies Record<HandlerId, string>;

/** Of an unknown release: what each handler is for, but not what told Nova so. */
function byHandler(given: Case): Part {
  const { handler } = given;
  if (handler === null || handler === 'guestfs') return nothing();
  const others = localHandlers(given).filter((one) => one !== handler);
  return {
    text: READS[handler],
    evidence: [],
    ruledOut: others.flatMap((one) => ruleOut(given, [one], READS[one])),
    settledBy: 'the release: give it with --release',
  };
}

// ---------------------------------------------------------------- to 2015.1

function byOption(given: Case): Part {
  const cow = cowUse(given);
  const own = cow.value === null ? null : cow.value ? 'nbd' : 'loop';
  const handler = given.handler ?? own;
  if (handler === null || handler === 'guestfs' || handler === 'block') return nothing();
  const rule = handler === 'nbd' ? 'nbd is for copy-on-write disks' : 'loop is for raw disks';
  const isIt = handler === own;
  const disk = mismatch(given, cow);
  const by = isIt ? `${cow.text}${disk.text}` : 'what made Nova take it so does not show';
  const other = handler === 'nbd' ? 'loop' : 'nbd';
  const why = handler === 'nbd' ? 'loop is for raw disks' : 'nbd is for copy-on-write disks';
  const evidence = isIt ? [...cow.evidence, ...disk.evidence] : [];
  return {
    text: `${rule}: ${by}`,
    evidence,
    ruledOut: ruleOut(given, [other], isIt ? `${why}: ${cow.text}` : why, evidence),
    settledBy: isIt && cow.isProven ? null : SETTLED_BY_OPTIONS,
  };
}

// ---------------------------------------------------------------- from 12 on

function byDisk(given: Case): Part {
  const { cycle } = given;
  const disk = diskOf(given);
  const own = disk === null || disk === 'rbd' ? null : disk;
  const handler = given.handler ?? own;
  const lines = cycle.openingEvidence === null ? [] : [cycle.openingEvidence];
  const type = told(given, 'images_type', 'libvirt');
  const evidence = [...lines, ...(type?.evidence ?? [])];
  if (disk === 'rbd' && given.handler === null) return unsupported(given, 'an rbd image', evidence);
  if (handler === null || handler === 'guestfs') return nothing();
  const isIt = handler === own;
  const set = type === null ? '' : `; images_type is ${said(type)}`;
  const what = isIt
    ? `the disk is ${describe(given, disk)}${set}`
    : `its format does not show${set}`;
  const others = localHandlers(given).filter((one) => one !== handler);
  return {
    text: `${READS[handler]}: ${what}`,
    evidence,
    ruledOut: others.flatMap((one) =>
      ruleOut(
        given,
        [one],
        isIt ? `${READS[one]}: the disk is ${describe(given, disk)}` : READS[one],
        evidence,
      ),
    ),
    settledBy: isIt
      ? null
      : 'the line "Instance for image image=…" (DEBUG), which names the format of the disk',
  };
}

/** The handler for the disk that the log names, null when no line does. */
function diskOf(given: Case): 'loop' | 'nbd' | 'block' | 'rbd' | null {
  const { openedAs } = given.cycle;
  const storage = storageOf(given);
  if (storage === 'rbd') return 'rbd';
  if (storage === 'lvm') return 'block';
  if (openedAs !== null) return openedAs === 'raw' ? 'loop' : 'nbd';
  return storage === null ? null : storage === 'raw' ? 'loop' : 'nbd';
}

function describe(given: Case, disk: ReturnType<typeof diskOf>): string {
  if (disk === 'block') return storageText.lvm;
  if (disk === 'rbd') return storageText.rbd;
  return `a ${given.cycle.openedAs ?? storageOf(given)} file`;
}

/** Only libguestfs reads such a disk, and that was not to be had. */
function unsupported(given: Case, what: string, evidence: Part['evidence']): Part {
  const own = localHandlers(given);
  return {
    text: `none of ${own.join(', ')} reads ${what}`,
    evidence,
    ruledOut: own.flatMap((one) =>
      ruleOut(given, [one], `${READS[one]}: the disk is ${what}`, evidence),
    ),
    settledBy: null,
  };
}

const nothing = (): Part => ({
  text: '',
  evidence: [],
  ruledOut: [],
  settledBy: 'the DEBUG lines of nova.virt.disk',
});
