// nova/compute/manager.py: where a build starts and fails. A failed build is blamed on injection only
// when its traceback passes through the injection code.

import type { EventFacts, LogRecord } from '../model.ts';
import { template } from './template.ts';

const manager = ['nova.compute.manager'];

const boot = (name: 'started' | 'terminating' | 'failed', record?: LogRecord): EventFacts => ({
  kind: 'boot',
  stage: name,
  dir: null,
  error: record === undefined ? null : lastError(record),
  throughInjection: record !== undefined && passesThroughInjection(record.traceback),
});

// File ".../nova/virt/disk/api.py", line 290, in inject_files
const INJECTION_FRAME = /\/virt\/disk\/api\.py", line \d+, in _?inject_/;

function passesThroughInjection(traceback: readonly string[]): boolean {
  return traceback.some((line) => INJECTION_FRAME.test(line));
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
