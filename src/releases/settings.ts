// The setting that lets nova-compute print what its log does not show, per release and kind of line.
// Source: nova/log.py and nova/openstack/common/log.py (levels to 2014.2), oslo.log since, nova/config.py
// (default_log_levels), oslo.privsep 2.6 (logger_name), nova/conf/guestfs.py.

import { mayBeInRange } from './releases.ts';

/** Kinds of lines an analysis rests on. `appliance` is libguestfs's own trace. */
export type Shown = 'commands' | 'announcements' | 'warnings' | 'appliance';

interface Row {
  readonly shown: Shown;
  readonly since: string;
  readonly until: string | null;
  readonly text: string;
}

const verbose = 'verbose=true in [DEFAULT]';
const debug = 'debug=true in [DEFAULT]';
const unheld = `${debug}, and default_log_levels=oslo.privsep.daemon=DEBUG there`;
const noneToInject = 'injection itself runs none, containers and growing file systems do';
const guestfs = 'debug=true in [DEFAULT] and debug=true in [guestfs]';

/** Where several rows fit a series whose point is not known, the last of them is right or harmless for
 *  all its points. */
const rows: readonly Row[] = [
  // To 2012.2 verbose means DEBUG; from 2013.1 on it means INFO.
  { shown: 'commands', since: '2012.1', until: '2012.2', text: verbose },
  { shown: 'commands', since: '2013.1', until: '17.0.5', text: debug },
  {
    shown: 'commands',
    since: '17.0.6',
    until: '22',
    text: unheld,
  },
  { shown: 'commands', since: '23.0.0', until: '23', text: `${unheld}; ${noneToInject}` },
  // With another name the daemon's records are not those that default_log_levels holds back.
  {
    shown: 'commands',
    since: '24.0.0',
    until: null,
    text: `${debug} and logger_name=nova.privsep in [nova_sys_admin]; ${noneToInject}`,
  },
  { shown: 'announcements', since: '2012.1', until: '2013.2', text: verbose },
  {
    shown: 'announcements',
    since: '2014.1',
    until: null,
    text: `${debug}, for "Inject data image=…", which names the items`,
  },
  // WARNING passes the threshold of every release, so a logging configuration holds it back.
  {
    shown: 'warnings',
    since: '2012.1',
    until: null,
    text: 'neither log_config nor log_config_append in [DEFAULT]',
  },
  { shown: 'appliance', since: '2015.1.0', until: '14', text: guestfs },
  { shown: 'appliance', since: '16.1.1', until: null, text: guestfs },
  // LP #1737214
  {
    shown: 'appliance',
    since: '15.0.0',
    until: '16.1.0',
    text: 'nothing: debug=true in [guestfs] can block nova-compute in 15.0.0 to 16.1.0',
  },
];

/** What to set in nova.conf; null where the release has no such setting. Of an unknown release (null)
 *  the settings of each. */
export function settingToSee(shown: Shown, version: string | null): string | null {
  const own = rows.filter((row) => row.shown === shown);
  if (version === null) {
    const [only, ...others] = own;
    if (others.length === 0) return only?.text ?? null;
    return own
      .map(({ since, until, text }) => `${since} ${until === null ? 'on' : `to ${until}`}: ${text}`)
      .join('; ');
  }
  return own.findLast(({ since, until }) => mayBeInRange(version, since, until))?.text ?? null;
}
