// What a host remembers of cycles that were let go of, as too many were open, so that their later lines are not
// taken for those of others.

import { takeOldest } from '../noted.ts';
import type { CycleTrace } from './trace.ts';

/** By which names a host's cycles are known, and those that say nothing any more. */
export interface Places {
  readonly byDevice: Map<string, CycleTrace>;
  /** Keys are paths without doubled slashes. */
  readonly byDir: Map<string, CycleTrace>;
  /** Devices, directories, images and requests of cycles that were let go of. */
  readonly letGo: Set<string>;
  /** Some of those are not remembered any more. */
  forgets: boolean;
}

/** Names remembered on a host. */
const REMEMBERED = 20_000;
/** Devices and directories of a host by which its cycles are known. */
const MOST_PLACES = 20_000;

/** What names this from now on says nothing. */
export function letGoOf(host: Places, name: string): void {
  host.letGo.add(name);
  if (takeOldest(host.letGo, REMEMBERED) !== null) host.forgets = true;
}

/** Whether a line may be of a cycle that was let go of, by the device or directory it names. */
export function mayBeLetGo(
  { host, thread }: { readonly host: Places; readonly thread: { readonly letGo: boolean } },
  name: string,
) {
  return thread.letGo || host.forgets || host.letGo.has(name);
}

/** From now on a device or a directory tells the cycle. */
export function bind(
  host: Places,
  index: 'byDevice' | 'byDir',
  name: string,
  cycle: CycleTrace,
): void {
  host.letGo.delete(name);
  host[index].set(name, cycle);
  const oldest = takeOldest(host[index], MOST_PLACES);
  if (oldest !== null) letGoOf(host, oldest);
}
