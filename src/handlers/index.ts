// The handlers there are. To add one: a file like the others and a line here; the compiler then lists
// every table that has to know it.

import { block } from './block.ts';
import { guestfs } from './guestfs.ts';
import type { CommandShape, Handler } from './handler.ts';
import { loop } from './loop.ts';
import { nbd } from './nbd.ts';

export const handlers = { loop, nbd, block, guestfs } as const satisfies Record<string, Handler>;

export type HandlerId = keyof typeof handlers;

const all: readonly (readonly [HandlerId, Handler])[] = [
  ['loop', loop],
  ['nbd', nbd],
  ['block', block],
  ['guestfs', guestfs],
];

export const handlerCommands: readonly (CommandShape & { readonly handler: HandlerId })[] =
  all.flatMap(([id, handler]) => handler.commands.map((shape) => ({ ...shape, handler: id })));

/** The handler whose device this is, partitions and mappings included: `/dev/mapper/nbd15p1` is nbd's. */
export function handlerOfDevice(device: string): HandlerId | null {
  const whole = wholeDevice(device);
  return all.find(([, handler]) => handler.device?.test(whole))?.[0] ?? null;
}

/** The handler that words its failures so, null when several could. */
export function handlerOfError(error: string): HandlerId | null {
  return (
    all.find(([, handler]) => handler.errors.some((pattern) => pattern.test(error)))?.[0] ?? null
  );
}

/** `/dev/mapper/nbd15p1` and `/dev/nbd15p1` are partition 1 of `/dev/nbd15`. */
export function wholeDevice(device: string): string {
  const mapped = /^\/dev\/(?:mapper\/)?((?:nbd|loop)\d+)(?:p\d+)?$/.exec(device);
  return mapped === null ? device : `/dev/${mapped[1]}`;
}

/** The partition a mapped device stands for, null for a whole device. */
export function partitionOf(device: string): string | null {
  return /^\/dev\/(?:mapper\/)?(?:nbd|loop)\d+p(\d+)$/.exec(device)?.[1] ?? null;
}

/** Errors any handler can end in before the image is open (nova/virt/disk/mount.py, api.py). */
const OPENING_ERRORS =
  /^(?:Failed to (?:mount filesystem|map partitions): |partition search unsupported with |no capable image handler|unknown disk image handler|no disk image handler|image already mounted|Image model )/;

/** Whether an error tells that an image could not be opened, and not what went wrong in it. */
export function isOpeningError(error: string): boolean {
  return OPENING_ERRORS.test(error) || handlerOfError(error) !== null;
}
