// How nova-compute logs the commands it runs, and what makes them visible.
// Source: nova/utils.py (2012.1 to 2013.1), nova/openstack/common/processutils.py (2013.2 to
// 2014.2), oslo_concurrency/processutils.py (2015.1 on), nova/config.py for the default log levels.

import { inRange } from './releases.ts';

/** `nonzero`: a missing result line means the command succeeded. */
export type ResultPrinted = 'always' | 'nonzero' | 'never';

export interface CommandLogging {
  readonly since: string;
  readonly until: string | null;
  readonly logger: string;
  /** Loggers that print the same lines for some callers or settings. */
  readonly otherLoggers: readonly string[];
  readonly start: string;
  readonly result: string;
  readonly resultPrinted: ResultPrinted;
  /** Whether the result line repeats the command it belongs to. */
  readonly resultNamesCommand: boolean;
}

const start = 'Running cmd (subprocess): %s';
const olderResult = { start, result: 'Result was %s', resultNamesCommand: false } as const;
const oslo = {
  start,
  logger: 'oslo_concurrency.processutils',
  result: 'CMD "%s" returned: %s in %0.3fs',
  resultPrinted: 'always',
  resultNamesCommand: true,
} as const;
const utils = { logger: 'nova.utils', otherLoggers: [] } as const;
const common = { logger: 'nova.openstack.common.processutils', otherLoggers: [] } as const;

const rows: readonly CommandLogging[] = [
  { since: '2012.1', until: '2012.1', ...utils, ...olderResult, resultPrinted: 'nonzero' },
  { since: '2012.2', until: '2012.2', ...utils, ...olderResult, resultPrinted: 'always' },
  {
    since: '2013.1',
    until: '2013.1',
    logger: 'nova.utils',
    otherLoggers: ['nova.openstack.common.processutils'],
    ...olderResult,
    resultPrinted: 'always',
  },
  { since: '2013.2', until: '2013.2', ...common, ...olderResult, resultPrinted: 'nonzero' },
  { since: '2014.1', until: '2014.2', ...common, ...olderResult, resultPrinted: 'always' },
  { since: '2015.1.0', until: '2015.1', ...oslo, otherLoggers: [] },
  // With use_rootwrap_daemon the command is printed by nova.utils, without its root helper.
  { since: '12.0.0', until: '19', ...oslo, otherLoggers: ['nova.utils'] },
  { since: '20.0.0', until: null, ...oslo, otherLoggers: [] },
];

/**
 * Logger and templates of the command lines of a version; null if it is older than 2012.1 or no
 * version. From 17.0.0 the privileged commands come from the privsep daemon, under the same logger.
 */
export function commandLogging(version: string): CommandLogging | null {
  return rows.find(({ since, until }) => inRange(version, since, until)) ?? null;
}

/**
 * Whether privileged commands show up once DEBUG is on. Hidden from 17.0.6: the default log levels
 * hold oslo.privsep.daemon=INFO there. `with-debug` for a text that is no version.
 */
export function commandsVisible(version: string): 'with-debug' | 'hidden-by-default' {
  return inRange(version, '17.0.6', null) ? 'hidden-by-default' : 'with-debug';
}

const debugOnly =
  'Set debug=true in [DEFAULT] of nova.conf, restart nova-compute and boot one instance.';

const advice: readonly {
  readonly since: string;
  readonly until: string | null;
  readonly text: string;
}[] = [
  {
    since: '2012.1',
    until: '2012.2',
    text: 'Set verbose=true or debug=true in [DEFAULT] of nova.conf, restart nova-compute and boot one instance.',
  },
  { since: '2013.1', until: '17.0.5', text: debugOnly },
  {
    since: '17.0.6',
    until: '22',
    text: 'Set debug=true and a default_log_levels without oslo.privsep.daemon=INFO in [DEFAULT] of nova.conf, restart nova-compute and boot one instance.',
  },
  {
    since: '23.0.0',
    until: null,
    text: 'Injection runs no commands here: its libguestfs steps are API lines that debug=true in [DEFAULT] of nova.conf makes visible, and [guestfs] debug=true adds the trace of the appliance itself.',
  },
];

/**
 * The setting that makes the commands of one boot visible on a version, as one sentence; for null
 * or an unknown version the setting per release.
 */
export function howToSeeCommands(version: string | null): string {
  const row = advice.find(({ since, until }) => inRange(version ?? '', since, until));
  return (
    row?.text ??
    'Set debug=true in [DEFAULT] of nova.conf (2012.1 and 2012.2 take verbose=true as well, 17.0.6 and later also need a default_log_levels without oslo.privsep.daemon=INFO), restart nova-compute and boot one instance.'
  );
}
