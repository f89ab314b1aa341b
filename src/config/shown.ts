// What a line shows of options without printing them: what is injected was not switched off. In: an
// event. Out: the values it shows, which refute a default.

import type { EventFacts, InjectItem } from '../model.ts';

export interface Shown {
  /** As the current release calls the option. */
  readonly group: string;
  readonly name: string;
  /** Null where the line only shows that it is not the one that switches injection off. */
  readonly value: string | null;
  /** Later the line has other causes, too; null for all releases. */
  readonly until: string | null;
}

const shown = (group: string, name: string, value: string | null, until: string | null = null) => ({
  group,
  name,
  value,
  until,
});

/** No value switches injection off but this partition. */
const OFF = '-2';

export const refutes = (shown: Shown, value: string) =>
  shown.value === null ? value === OFF : shown.value !== value;

/** What one line shows. */
export function shownBy(facts: EventFacts): readonly Shown[] {
  switch (facts.kind) {
    case 'announced':
      return injected([facts.item], null);
    case 'injection-requested':
      return injected(facts.items ?? [], facts.partition);
    case 'injection-failed':
      return injected(facts.item === null ? [] : [facts.item], null);
    case 'image-opening':
      return container(facts.dir);
    case 'container-failed':
      return container(facts.dir);
    case 'command':
      return byCommand(facts);
    default:
      return [];
  }
}

function injected(items: readonly InjectItem[], partition: string | null): readonly Shown[] {
  const number = partition !== null && /^-?\d+$/.test(partition) ? partition : null;
  return [
    shown('libvirt', 'inject_partition', number),
    ...(items.includes('key') ? [shown('libvirt', 'inject_key', 'True')] : []),
    ...(items.includes('net') ? [shown('DEFAULT', 'flat_injected', 'True')] : []),
    ...(items.includes('admin_password') ? [shown('libvirt', 'inject_password', 'True')] : []),
  ];
}

function byCommand(command: Extract<EventFacts, { kind: 'command' }>): readonly Shown[] {
  const { handler, facts } = command;
  // From 12 on loop and nbd go by the image and not by the option.
  if (facts.step === 'attach' && handler === 'loop') {
    return [shown('DEFAULT', 'use_cow_images', 'False', '2015.1')];
  }
  if (GROWTH.test(command.command))
    return [shown('DEFAULT', 'resize_fs_using_block_device', 'True')];
  return facts.step === 'mount' ? container(facts.dir) : [];
}

/** A file system grown through a device that stands for an image. */
const GROWTH = /^(?:e2fsck -fp|resize2fs) \/dev\/(?:nbd|loop)\d+$/;

function container(dir: string | null): readonly Shown[] {
  return dir !== null && /\/rootfs\/?$/.test(dir) ? [shown('libvirt', 'virt_type', 'lxc')] : [];
}
