// What a host remembers of cycles that were let go of, as too many were open, so that their later lines are not
// taken for those of others.

import { takeOldest } from './bounds.ts';
import type { Host, Scene } from './host.ts';
import type { CycleTrace } from './trace.ts';

/** Names remembered on a host. */
const REMEMBERED = 20_000;
/** Devices and directories of a host by which its cycles are known. */
const MOST_PLACES = 20_000;

/** What names this from now on says nothing. */
export function letGoOf(host: Host, name: string): void {
  host.letGo.add(name);
  if (takeOldest(host.letGo, REMEMBERED) !== null) host.forgets = true;
}

/** Whether a line may be of a cycle that was let go of, by the device or directory it names. */
export function mayBeLetGo({ host, thread }: Pick<Scene, 'host' | 'thread'>, name: string) {
  return thread.letGo || host.forgets || host.letGo.has(name);
}

/** From now on a device or a directory tells the cycle. */
export function bind(
  host: Host,
  index: 'byDevice' | 'byDir',
  name: string,
  cycle: CycleTrace,
): void {
  host.letGo.delete(name);
  host[index].set(name, cycle);
  const oldest = takeOldest(host[index], MOST_PLACES);
  if (oldest !== null) letGoOf(host, oldest);
}
