// In: a text of one cycle. Out: the same text without what is another in each cycle and tells nothing:
// device numbers, temporary directories, uuids, names, the place of the image.

import type { Cycle, TimelineStep } from '../model.ts';
import { releasesOfMountDirectory } from '../releases/index.ts';

const UUIDS = /\b[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\b/g;
const ADDRESSES = /\b0x[0-9a-f]+\b/g;
const DEVICES = /(\/dev\/(?:mapper\/)?(?:nbd|loop))\d+/g;
const PATHS = /\/[^\s"',:;]+/g;

/** Equal for texts that say the same of two cycles. */
export function likenessOf(text: string, { instance, image, mountDir }: Cycle): string {
  const own = [
    [image.path, '<image>'],
    [mountDir, '<dir>'],
    [instance.uuid, '<instance>'],
    [instance.name, '<instance>'],
  ] as const;
  const named = own.reduce(
    (said, [name, sign]) => (name === null ? said : replaceWhole(said, name, sign)),
    text,
  );
  return named
    .replace(PATHS, withoutMountDirectory)
    .replace(UUIDS, '<uuid>')
    .replace(ADDRESSES, '<address>')
    .replace(DEVICES, '$1N');
}

/** What the step does, and to what. */
export const stepLikeness = ({ step, command, note }: TimelineStep, cycle: Cycle) =>
  `${step} ${likenessOf(command ?? note ?? '', cycle)}`;

/** Not where the name is part of a longer word: `instance-00000001` of `instance-000000012`. */
function replaceWhole(text: string, name: string, sign: string): string {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\w-])${literal}(?![\\w-])`, 'g'), sign);
}

/** Attempts that failed had directories of their own. */
function withoutMountDirectory(path: string): string {
  const parts = path.split('/');
  const end = parts.findIndex(
    (_, at) => at > 0 && releasesOfMountDirectory(parts.slice(0, at + 1).join('/')) !== null,
  );
  return end < 0 ? path : ['<dir>', ...parts.slice(end + 1)].join('/');
}
