// The handlers a release considers under given options: in order, each with its condition, and those it
// leaves out. In: the selection rule of the release and the options.

import type { HandlerId } from '../handlers/index.ts';
import {
  booleanOf,
  type InjectionRuleId,
  inRange,
  listOf,
  localHandlerWorks,
} from '../releases/index.ts';
import { type Option, said } from './option.ts';

export interface Handlers {
  readonly handlers: readonly { readonly handler: HandlerId; readonly when: string }[];
  readonly leftOut: readonly { readonly handler: HandlerId; readonly why: string }[];
}

const ALL = ['loop', 'nbd', 'block', 'guestfs'] as const satisfies readonly HandlerId[];

/** What a handler of 2012.x needs to mount an image. */
const NEEDS: Readonly<Record<(typeof ALL)[number], string>> = {
  loop: 'losetup finds a free loop device',
  nbd: 'the nbd module is loaded, a device is free and shows up within timeout_nbd',
  block: 'the disk is a block device',
  guestfs: 'guestmount is installed',
};

export function handlersOf(rule: InjectionRuleId, version: string, option: Option): Handlers {
  switch (rule) {
    case 'img-handlers':
      return fromList(option);
    case 'vfs-import':
      return localOr(
        'python-guestfs can be imported; there is no way back from it',
        'python-guestfs cannot be imported',
        byCow(option),
      );
    case 'vfs-capability':
      return localOr(
        'python-guestfs can be imported; if libguestfs then does not work, the injection fails',
        `python-guestfs cannot be imported${localHandlerWorks(version) === false ? ', and then nothing can be written: the local handler is broken on this release' : ''}`,
        inRange(version, '2014.2', '2015.1') ? byCow(option) : byDisk(version),
      );
    case 'guestfs-only':
      return {
        handlers: [
          { handler: 'guestfs', when: 'libguestfs works; if it does not, the injection fails' },
        ],
        leftOut: ALL.filter((handler) => handler !== 'guestfs').map((handler) => ({
          handler,
          why: 'only for LXC containers and resize_fs_using_block_device',
        })),
      };
  }
}

/** Tried one after the other until one mounts the image. */
function fromList(option: Option): Handlers {
  const list = option('DEFAULT', 'img_handlers');
  const cow = option('DEFAULT', 'use_cow_images');
  const named: readonly string[] = listOf(list?.value ?? 'loop,nbd,guestfs');
  const order = named.flatMap((name) => ALL.find((one) => one === name) ?? []);
  const isCow = booleanOf(cow?.value) !== false;
  const leftOut = ALL.flatMap((handler): Handlers['leftOut'] => {
    if (handler === 'block') return [{ handler, why: 'not a handler of this release' }];
    if (!order.includes(handler)) {
      return [{ handler, why: list === null ? 'not in img_handlers' : said(list) }];
    }
    if (handler !== 'loop' || !isCow) return [];
    return [{ handler, why: cow === null ? 'use_cow_images is on' : said(cow) }];
  });
  const kept = order.filter((handler) => !leftOut.some((out) => out.handler === handler));
  return {
    handlers: kept.map((handler, index) => ({
      handler,
      when: `${index === 0 ? '' : 'those before it fail and '}${NEEDS[handler]}`,
    })),
    leftOut,
  };
}

type Local = (without: string) => Handlers;

function localOr(guestfs: string, without: string, local: Local): Handlers {
  const { handlers, leftOut } = local(without);
  return { handlers: [{ handler: 'guestfs', when: guestfs }, ...handlers], leftOut };
}

function byCow(option: Option): Local {
  const cow = option('DEFAULT', 'use_cow_images');
  const isCow = booleanOf(cow?.value) !== false;
  const why = cow === null ? `use_cow_images is ${isCow}` : said(cow);
  const block = { handler: 'block', why: 'not a handler of this release' } as const;
  return (without) => ({
    handlers: [{ handler: isCow ? 'nbd' : 'loop', when: `${without}; ${why}` }],
    leftOut: [{ handler: isCow ? 'loop' : 'nbd', why }, block],
  });
}

/** From 12 on the disk itself decides, not use_cow_images. */
function byDisk(version: string): Local {
  const hasBlock = inRange(version, '13.0.0', null);
  return (without) => ({
    handlers: [
      { handler: 'loop', when: `${without}; the disk is a raw file` },
      { handler: 'nbd', when: `${without}; the disk is a file of another format` },
      ...(hasBlock
        ? [{ handler: 'block', when: `${without}; the disk is an LVM volume` } as const]
        : []),
    ],
    leftOut: hasBlock ? [] : [{ handler: 'block', why: 'not a handler of this release' }],
  });
}
