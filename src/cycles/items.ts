// Which item a write belongs to. The order of the lines decides where Nova says what it injects
// (2013.1 on); before that the paths do, within what was announced.

import type { InjectItem } from '../model.ts';
import type { CycleTrace } from './trace.ts';

interface Place {
  readonly item: InjectItem;
  readonly paths: RegExp;
  /** The write after which the item's content is in place. */
  readonly final: (operation: string, path: string, append: boolean) => boolean;
}

const tee = (pattern: RegExp) => (operation: string, path: string) =>
  operation === 'tee' && pattern.test(path);

/** Paths in the guest as nova/virt/disk/api.py writes them, 2012.1 to 16. */
const PLACES: readonly Place[] = [
  {
    item: 'key',
    paths: /^root\/\.ssh(?:\/|$)|^etc\/selinux$|^etc\/(?:rc\.d(?:\/rc\.local)?|rc\.local)$/,
    final: (operation, path, append) =>
      operation === 'tee' && append && path === 'root/.ssh/authorized_keys',
  },
  {
    item: 'net',
    paths: /^etc\/network(?:\/interfaces)?$/,
    final: tee(/^etc\/network\/interfaces$/),
  },
  { item: 'metadata', paths: /^meta\.js$/, final: tee(/^meta\.js$/) },
  {
    item: 'admin_password',
    paths: /^etc\/(?:passwd|shadow)$/,
    // cp TEMPORARY etc/shadow in 2012.x, tee etc/shadow after.
    final: (operation, path) => path === 'etc/shadow' && /^(?:tee|cp-in)$/.test(operation),
  },
];

export interface WriteItem {
  readonly item: InjectItem | null;
  readonly final: boolean;
}

/** Item and finality of one operation on a guest path (no leading slash). */
export function itemOfWrite(
  cycle: CycleTrace,
  operation: string,
  path: string,
  append: boolean,
): WriteItem {
  const finalFile = operation === 'tee';
  if (path === '') return { item: cycle.item, final: false };
  const place = PLACES.find(({ item, paths }) => paths.test(path) && isPossible(cycle, item));
  if (cycle.fs !== null && cycle.item !== null) {
    if (cycle.item === 'files') return { item: 'files', final: finalFile };
    return {
      item: cycle.item,
      final: place?.item === cycle.item && place.final(operation, path, append),
    };
  }
  if (place === undefined || isFileOverItem(place, operation, path, append)) {
    return { item: 'files', final: finalFile };
  }
  return { item: place.item, final: place.final(operation, path, append) };
}

/** The key is appended; a whole authorized_keys is somebody's file. */
function isFileOverItem(place: Place, operation: string, path: string, append: boolean): boolean {
  return place.item === 'key' && operation === 'tee' && path.startsWith('root/.ssh') && !append;
}

/** A path of an item that was not asked for is a file's, where files were. */
function isPossible(cycle: CycleTrace, item: InjectItem): boolean {
  if (cycle.filesOnly) return false;
  if (cycle.announced.has('files')) return cycle.announced.has(item);
  // `admin_password` is never among the requested ones: the request line does not tell.
  if (cycle.requested?.includes('files'))
    return item === 'admin_password' || cycle.requested.includes(item);
  return true;
}

/** `Inject file … path=…` runs inside every item; on its own it is a file. */
export function itemOfFile(cycle: CycleTrace, path: string, append: boolean): InjectItem {
  const place = PLACES.find(({ paths }) => paths.test(path));
  // Without files asked for, it is an item's whose own line is missing.
  const noFiles = cycle.requested !== null && !cycle.requested.includes('files');
  if (noFiles && place !== undefined) return place.item;
  if (place === undefined || place.item !== cycle.item) return 'files';
  if (place.item === 'key' && !append) return 'files';
  const written = cycle.steps.some((step) => step.item === place.item && step.final);
  return written && place.item !== 'key' ? 'files' : place.item;
}
