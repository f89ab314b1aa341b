// Whether Nova treats disks as copy-on-write, which to 2015.1 is the option use_cow_images and never the
// format of the file. In: a case of such a release. Out: the value, what tells it, and what the file is.

import { booleanOf } from '../../config/index.ts';
import type { Evidence } from '../../model.ts';
import { inRange } from '../../releases/index.ts';
import type { Case } from './case.ts';
import { inForce, isMasked, isProven, said, told } from './told-options.ts';

export interface CowUse {
  /** Null when nothing tells. */
  readonly value: boolean | null;
  /** `use_cow_images is True (from the options in the log)`. */
  readonly text: string;
  readonly isProven: boolean;
  /** Something other than the release's default tells it. */
  readonly isTold: boolean;
  readonly evidence: readonly Evidence[];
}

const NAME = 'use_cow_images';

/** What a line shows goes before the option, and that before the default. */
export function cowUse(given: Case): CowUse {
  return shownUse(given) ?? toldUse(given);
}

function toldUse(given: Case): CowUse {
  const option = inForce(given, NAME);
  const value = booleanOf(option?.value);
  if (option !== null && value !== null) {
    const isTold = option.origin !== 'release-default';
    const text = isTold ? `${NAME} is ${said(option)}` : `${NAME}, on by default`;
    const made = value && given.cycle.cow === true ? given.cycle.cowEvidence : null;
    const evidence = [...(isTold ? option.evidence : []), ...(made === null ? [] : [made])];
    return { value, text, isProven: isProven(option), isTold, evidence };
  }
  const unknown = { isProven: false, isTold: false, evidence: [] };
  // It is on by default in every release; a known release's default is only withheld if refuted.
  return given.version === null && option === null && !isMasked(given, NAME)
    ? { value: true, text: `${NAME}, on by default`, ...unknown }
    : { value: null, text: `${NAME} is not known`, ...unknown };
}

function shownUse(given: Case): CowUse | null {
  const { cycle, handler, version, opened } = given;
  const shown = (value: boolean, text: string, evidence: Evidence): CowUse => {
    const option = told(given, NAME);
    const agrees = option !== null && booleanOf(option.value) === value;
    const by = agrees ? `: ${NAME} is ${said(option)}` : '';
    const lines = [evidence, ...(agrees ? option.evidence : [])];
    return { value, text: `${text}${by}`, isProven: true, isTold: true, evidence: lines };
  };
  const { openingEvidence: opening, openedAs: format } = cycle;
  if (opening !== null && (format === 'qcow2' || format === 'raw')) {
    const isCow = format === 'qcow2';
    return shown(isCow, `${format} is named, as ${NAME} is ${isCow}`, opening);
  }
  const isList = version === null || inRange(version, '2012.1', '2012.2');
  if (isList && handler === 'loop') {
    const line = opened?.evidence[0] ?? given.cite[0];
    return shown(false, `loop is only tried if ${NAME} is false`, line);
  }
  if (isMadeByOption(given) && cycle.cow === true && cycle.cowEvidence !== null) {
    return shown(true, `the disk was made copy-on-write, as ${NAME} asks for`, cycle.cowEvidence);
  }
  return null;
}

/** From 2012.2 libvirt_images_type can ask for such a disk as well. */
function isMadeByOption(given: Case): boolean {
  const { version } = given;
  if (version === null || inRange(version, '2012.1', '2012.1')) return version !== null;
  const type = told(given, 'images_type', 'libvirt');
  return inRange(version, '2012.2', '2012.2') && type?.value === 'default' && isProven(type);
}

/** What the disk is, where its creation or its place tells: `an LVM volume`. */
export function storageOf({ cycle }: Case): 'lvm' | 'rbd' | 'raw' | 'qcow2' | null {
  const path = cycle.imagePath ?? '';
  if (path.startsWith('rbd:')) return 'rbd';
  if (path.startsWith('/dev/')) return 'lvm';
  if (cycle.imageFormat === 'raw') return 'raw';
  return cycle.imageFormat === 'qcow2' ? 'qcow2' : null;
}

export const storageText = {
  lvm: 'an LVM volume',
  rbd: 'an rbd image',
  raw: 'a raw file',
  qcow2: 'a qcow2 file',
} as const;

/** The file is not what the option makes Nova take it for. */
export function mismatch(given: Case, use: CowUse): string {
  const storage = storageOf(given);
  if (storage === null || use.value === null || use.value === (storage === 'qcow2')) return '';
  const taken = use.value ? 'copy-on-write' : 'raw';
  return `; the disk is ${storageText[storage]}, but Nova goes by the option and treats it as ${taken}`;
}
