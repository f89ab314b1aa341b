// The life of an instance around its cycles: where an operation begins, and where Nova went on, which
// shows that it was done with the image.

import type { InjectEvent } from '../model.ts';
import { addFew } from '../noted.ts';
import { blameInjection } from './failures.ts';
import { type Facts, finishCycle, type Scene, UUID } from './host.ts';
import type { BootTrace } from './identities.ts';
import { MOST_INSTANCES } from './threads.ts';
import { type CycleEnd, confirmOpened, uuidOf } from './trace.ts';

export function placeBoot(scene: Scene, facts: Facts<'boot'>): void {
  const { thread, event, identities } = scene;
  if (facts.migrating) thread.migrating = event.evidence;
  if (event.instance === null) return;
  switch (facts.stage) {
    case 'started':
    case 'resumed':
      addFew(thread.started, event.instance, MOST_INSTANCES);
      break;
    case 'terminating': {
      const name = facts.dir
        ?.replace(/(?<!\/)\/+$/, '')
        .split('/')
        .at(-1);
      const isName = name !== undefined && !UUID.test(name) && !name.includes('_del');
      if (isName) identities.link(event.host, event.instance, name);
      break;
    }
    case 'failed':
      if (facts.throughInjection !== null && facts.error !== null) {
        blameInjection(scene, facts.throughInjection, facts.error);
      }
      finishInstance(scene, 'boot-failed');
      break;
    case 'spawned':
    case 'running':
      finishInstance(scene, 'boot');
      break;
  }
  // Cycles that are over by it still were of the build that it ends.
  identities.meet(event.host, event.instance, (boot) => noteStage(boot, facts, event));
}

function noteStage(
  boot: BootTrace,
  facts: Facts<'boot'>,
  { at, evidence, requestId }: InjectEvent,
) {
  if (beginsOperation(facts) && requestId !== null) addFew(boot.operations, requestId);
  switch (facts.stage) {
    case 'started':
      boot.start ??= at;
      boot.building = requestId;
      break;
    case 'resumed':
      boot.building = null;
      break;
    case 'config-drive':
      boot.configDrive = true;
      boot.configDriveEvidence = evidence;
      break;
    case 'failed':
    case 'spawned':
      boot.end ??= at;
      boot.outcome ??= facts.stage;
      boot.building = null;
      break;
  }
}

/** The first line of an operation, which carries the operation's request id in any release. */
const beginsOperation = ({ stage, dir }: Facts<'boot'>) =>
  stage === 'started' || stage === 'resumed' || (stage === 'terminating' && dir === null);

/** Every cycle of the instance is over, but for a container's root: it stays mounted while the
 *  container runs, and that it runs shows that it was mounted. */
function finishInstance(scene: Scene, end: CycleEnd): void {
  const { host, event, identities } = scene;
  for (const cycle of [...host.open.keys()]) {
    const named = cycle.name === null ? null : identities.uuidOf(cycle.host, cycle.name);
    if ((uuidOf(cycle) ?? named) !== event.instance) continue;
    if (!cycle.container) finishCycle(scene, cycle, end);
    else if (end === 'boot') confirmOpened(cycle);
  }
}

/** The service starts: whatever was open broke off, but for containers, which outlive it. */
export function placeServiceStart(scene: Scene): void {
  const { host } = scene;
  for (const cycle of [...host.open.keys()]) {
    if (!cycle.container) finishCycle(scene, cycle, 'restart');
  }
  for (const thread of host.threads.values()) thread.running.length = 0;
  host.allPrinted = false;
}
