// No module of Nova: what systemd-journald and rsyslogd write when they drop messages, of nova-compute or
// of whom they do not name. What they drop of others is not told.

import { isComputeProgram, isComputeUnit } from '../writers.ts';
import { template } from './template.ts';

// RHEL 7 names it `journal`; rsyslogd has the number of the error behind its name, or in a note at the end.
const journald = ['systemd-journald', 'systemd-journal', 'journal'];
const rsyslogd = ['rsyslogd', 'rsyslogd-2177'];
const always = { since: null, until: null };

export const suppressed = template({
  id: 'rate-limits.suppressed',
  variants: [
    {
      ...always,
      loggers: journald,
      format: 'Suppressed %(count)s messages from %(unit)s',
      sample: 'Suppressed 2314 messages from nova-compute.service',
    },
  ],
  holes: { count: 'number', unit: 'greedy' },
  event: ({ count, unit = '' }) => dropped(count, unit, isComputeUnit(unit)),
});

export const lost = template({
  id: 'rate-limits.lost',
  variants: [
    {
      ...always,
      loggers: rsyslogd,
      format: 'imuxsock lost %(count)s messages from %(limit)s due to rate-limiting%(note)s',
      sample: 'imuxsock lost 141 messages from pid 55082 due to rate-limiting',
    },
    {
      ...always,
      loggers: rsyslogd,
      format: '%(limit)s: %(count)s messages lost due to rate-limiting%(note)s',
      sample:
        'imjournal: 236 messages lost due to rate-limiting (20000 allowed within 600 seconds)',
    },
  ],
  holes: { count: 'number' },
  needles: [' due to rate-limiting'],
  event: ({ count, limit = '' }) => dropped(count, limit, isComputeLimit(limit)),
});

export const begun = template({
  id: 'rate-limits.begun',
  variants: [
    {
      ...always,
      loggers: rsyslogd,
      format: 'imuxsock begins to drop messages from %(limit)s due to rate-limiting%(note)s',
      sample: 'imuxsock begins to drop messages from pid 55082 due to rate-limiting',
    },
    {
      ...always,
      loggers: rsyslogd,
      format: '%(limit)s: begin to drop messages due to rate-limiting%(note)s',
      sample: 'imjournal from <cn7:nova-compute>: begin to drop messages due to rate-limiting',
    },
  ],
  needles: [' due to rate-limiting'],
  event: ({ limit = '' }) => dropped(undefined, limit, isComputeLimit(limit)),
});

function dropped(count: string | undefined, writer: string, isCompute: boolean | null) {
  if (isCompute === false) return null;
  const messages = count === undefined ? null : Number(count);
  return { kind: 'messages-dropped', messages, writer, isCompute } as const;
}

/** `imuxsock[pid: 57, name: /usr/bin/x]`, `imjournal from <host:program>`; most name nobody. */
function isComputeLimit(limit: string): boolean | null {
  const [, sender, program] =
    / from <[^>]{0,255}:([^:>]{1,255})>$|\bname: ([^\]]{1,255})\]/.exec(limit) ?? [];
  return isComputeProgram(sender ?? program ?? null);
}
