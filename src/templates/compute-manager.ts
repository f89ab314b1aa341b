// nova/compute/manager.py: where a build starts and fails. A failed build is blamed on injection only
// when its traceback passes through the injection code.

import type { BootStage, EventFacts, LogRecord } from '../model.ts';
import { template } from './template.ts';

const manager = ['nova.compute.manager'];

const boot = (stage: BootStage, record?: LogRecord): EventFacts => ({
  kind: 'boot',
  stage,
  dir: null,
  migrating: false,
  error: record === undefined ? null : lastError(record),
  throughInjection: record === undefined ? null : injectionCall(record.traceback),
});

// File ".../nova/virt/disk/api.py", line 290, in inject_files
const INJECTION_FRAME = /\/virt\/disk\/api\.py", line \d+, in (inject_data|inject_files)$/;

function injectionCall(traceback: readonly string[]): 'inject_data' | 'inject_files' | null {
  const calls = traceback.map((line) => INJECTION_FRAME.exec(line.trimEnd())?.[1]);
  if (calls.includes('inject_data')) return 'inject_data';
  return calls.includes('inject_files') ? 'inject_files' : null;
}

/** The exception a traceback ends with: the lines from the last unindented one on that is no header.
 *  Text of several lines keeps them. */
function lastError(record: LogRecord): string | null {
  const lines = record.traceback.filter(
    (line, index, all) => line !== '' || index < all.length - 1,
  );
  let start = lines.length - 1;
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at] ?? '';
    if (/^\s/.test(line)) break;
    if (/^[A-Za-z_][\w.]*(?:: |:$|$)/.test(line)) start = at;
  }
  const text = lines.slice(Math.max(0, start)).join('\n').trimEnd();
  return text === '' ? null : text;
}

export const buildStarted = template({
  id: 'manager.build-started',
  variants: [
    {
      since: '2012.1',
      until: null,
      loggers: manager,
      format: 'Starting instance...',
      sample: 'Starting instance...',
    },
  ],
  // Without the dots: where a blog made one sign of them, the sieve would not find the line.
  needles: ['Starting instance'],
  event: () => boot('started'),
});

export const spawnFailed = template({
  id: 'manager.spawn-failed',
  variants: [
    {
      since: '2012.1',
      until: null,
      loggers: manager,
      format: 'Instance failed to spawn%(summary)s',
      sample: 'Instance failed to spawn',
    },
  ],
  event: (_, record) => boot('failed', record),
});

export const terminating = template({
  id: 'manager.terminating',
  variants: [
    {
      since: '2012.1',
      until: null,
      loggers: manager,
      format: 'Terminating instance',
      sample: 'Terminating instance',
    },
  ],
  event: () => boot('terminating'),
});

/** Later operations that open the image again; each has a request of its own. */
export const resumed = template({
  id: 'manager.resumed',
  variants: [
    { since: '2012.2', until: null, loggers: manager, format: 'Rescuing', sample: 'Rescuing' },
    {
      since: '2012.2',
      until: null,
      loggers: manager,
      format: 'Rebuilding instance',
      sample: 'Rebuilding instance',
    },
  ],
  event: () => boot('resumed'),
});
