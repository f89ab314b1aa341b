// Which cycles are let go of when too many are open: the oldest, with all that could be taken for it.

import { finishCycle, type Scene, squash } from './host.ts';
import { letGoOf, namesOf } from './let-go.ts';
import type { CycleTrace } from './trace.ts';

/** The cycle ends here, as far as is known. What it shares a request with does so as well: a line that names
 *  nothing else could be of any of them. */
export function letGo(scene: Scene, cycle: CycleTrace): void {
  const { host } = scene;
  const thread = host.open.get(cycle);
  if (thread === undefined) return;
  thread.letGo = true;
  if (thread.requestId !== null) letGoOf(host, thread.requestId);
  const own = thread.requestId === null ? [cycle] : [...thread.cycles];
  for (const one of own) {
    for (const name of namesOf(host, one)) letGoOf(host, name);
    // Its attach is still to come, from a daemon that names no request.
    const isAttached = one.tries.some(({ attached }) => attached);
    if (one.imagePath !== null && !isAttached) letGoOf(host, squash(one.imagePath));
    finishCycle(scene, one, 'let-go');
  }
}
