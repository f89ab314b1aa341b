// Warnings about an image that no template reads: to 15.x Nova prints them in the language of its server.
// In: a record no template knows. Out: that it warns, and the image ids it holds, which no language changes.

import type { EventFacts, LogRecord } from '../model.ts';

const DISK = 'nova.virt.disk.api';
const DRIVERS = ['nova.virt.libvirt.driver', 'nova.virt.libvirt.connection'];
const WARNS = /^(?:WARNING|ERROR)$/;

/** What lets such a line pass the sieve. */
export const unreadNeedles: readonly string[] = [
  DISK,
  ...DRIVERS.flatMap((logger) => [`WARNING ${logger}`, `ERROR ${logger}`]),
];

/** `Ignoring error injecting data into image %(img_id)s`: the id stands alone, in a path it does not. */
const IMAGE_ID =
  /(?<![\w/.-])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|config-drive)(?![\w/.-])/g;

/** The disk layer warns of nothing but images it opens; the driver of much else, and the id tells. */
export function unreadWarning({ level, logger, message }: LogRecord): EventFacts | null {
  if (level === null || logger === null || !WARNS.test(level)) return null;
  if (logger === DISK) {
    // What is left of containers' images is no injection's.
    return /container/.test(message) ? null : { kind: 'warning-unread', imageIds: null };
  }
  if (!DRIVERS.includes(logger)) return null;
  const imageIds = message.match(IMAGE_ID) ?? [];
  return imageIds.length === 0 ? null : { kind: 'warning-unread', imageIds };
}
