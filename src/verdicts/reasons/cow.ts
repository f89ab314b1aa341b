// Whether Nova treats disks as copy-on-write, which to 2015.1 is the option use_cow_images and never the
// format of the file. In: a case of such a release. Out: the value, what tells it, and what the file is.

import type { Evidence } from '../../model.ts';
import { booleanOf, inRange } from '../../releases/index.ts';
import type { Case } from './case.ts';
import { isMasked, isProven, said, told } from './told-options.ts';

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
const BY_DEFAULT = `${NAME} is true by default`;

/** What a line shows goes before the option, and that before the default. */
export function cowUse(given: Case): CowUse {
  return shownUse(given) ?? toldUse(given);
}

function toldUse(given: Case): CowUse {
  const option = told(given, NAME);
  const value = booleanOf(option?.value);
  if (option !== null && value !== null) {
    const { evidence } = value && given.cycle.cow === true ? byDefault(given) : { evidence: [] };
    const text = `${NAME} is ${said(option)}`;
    const lines = [...option.evidence, ...evidence];
    return { value, text, isProven: isProven(option), isTold: true, evidence: lines };
  }
  const isUntold = option === null && !isMasked(given, NAME);
  return isUntold
    ? { ...byDefault(given), isProven: false, isTold: false }
    : { value: null, text: `${NAME} is not known`, isProven: false, isTold: false, evidence: [] };
}

/** It is true by default in every release. That it is false where loop is at work is no other image's
 *  business: the option may have been changed between them, and here nothing shows loop. */
function byDefault({ cycle }: Case): Pick<CowUse, 'value' | 'text' | 'evidence'> {
  const made = cycle.cow === true ? cycle.cowEvidence : null;
  return { value: true, text: BY_DEFAULT, evidence: made === null ? [] : [made] };
}

function shownUse(given: Case): CowUse | null {
  const { cycle, attempts } = given;
  const shown = (value: boolean, what: string, evidence: Evidence): CowUse => {
    const option = told(given, NAME);
    const isSame = option !== null && booleanOf(option.value) === value;
    const other = option === null ? '' : `, though ${NAME} is ${said(option)}`;
    const text = isSame ? `${NAME} is ${said(option)}` : `${what}, so ${NAME} is ${value}${other}`;
    const lines = [evidence, ...(option?.evidence ?? [])];
    return { value, text, isProven: true, isTold: true, evidence: lines };
  };
  const { openingEvidence: opening, openedAs: format } = cycle;
  if (opening !== null && (format === 'qcow2' || format === 'raw')) {
    const isCow = format === 'qcow2';
    return shown(isCow, `the image is opened as ${format}`, opening);
  }
  const [loop] = attempts.find((one) => one.handler === 'loop')?.evidence ?? [];
  if (loop !== undefined) return shown(false, 'loop is tried', loop);
  if (isMadeByOption(given) && cycle.cow === true && cycle.cowEvidence !== null) {
    return shown(true, 'the disk was made copy-on-write', cycle.cowEvidence);
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

/** The file is not what the option makes Nova take it for: in words, with the line that made it. */
export function mismatch(given: Case, use: CowUse): Pick<CowUse, 'text' | 'evidence'> {
  const storage = storageOf(given);
  if (storage === null || use.value === null || use.value === (storage === 'qcow2'))
    return { text: '', evidence: [] };
  const taken = use.value ? 'copy-on-write' : 'raw';
  const { cowEvidence: made } = given.cycle;
  return {
    text: `; the disk is ${storageText[storage]}, but Nova goes by the option and treats it as ${taken}`,
    evidence: made === null ? [] : [made],
  };
}
