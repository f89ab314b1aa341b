// The line that announces an injection, per release.
// Source: nova/virt/libvirt/connection.py (2012.1), nova/virt/libvirt/driver.py (2012.2 on) and
// nova/virt/disk/api.py. The INFO line was deleted for 2014.1 (nova commit a4a19293f8).

import { inRange } from './releases.ts';

export interface Announcement {
  readonly since: string;
  readonly until: string | null;
  readonly level: 'INFO' | 'DEBUG';
  readonly logger: string;
  readonly template: string;
  /** Whether the line says which items are injected. */
  readonly items: boolean;
  /** The words for the items in the order printed: one line each, empty without `items`. */
  readonly words: readonly string[];
  /** Whether the template's hole was never filled: the log shows the template itself. */
  readonly literal: boolean;
  /** Whether the line shows the injected password in clear. */
  readonly printsPassword: boolean;
}

export interface InjectDataLine {
  readonly since: string;
  readonly until: string | null;
  readonly level: 'DEBUG';
  readonly logger: string;
  readonly template: string;
}

const driver = 'nova.virt.libvirt.driver';
const info = { level: 'INFO', items: true, literal: false, printsPassword: false } as const;
const debug = { level: 'DEBUG', logger: driver, items: false, words: [] } as const;
const unfilled = {
  ...debug,
  template: 'Injecting %(info)s',
  literal: true,
  printsPassword: false,
} as const;
const clear = {
  ...debug,
  template: 'Injecting %s',
  literal: false,
  printsPassword: true,
} as const;
const masked = { ...clear, printsPassword: false } as const;

const rows: readonly Announcement[] = [
  {
    since: '2012.1',
    until: '2012.1',
    logger: 'nova.virt.libvirt.connection',
    template: 'Injecting %(injection)s into image %(img_id)s',
    words: ['metadata', 'key', 'net', 'admin_password'],
    ...info,
  },
  {
    since: '2012.2',
    until: '2012.2',
    logger: driver,
    template: 'Injecting %(injection)s into image %(img_id)s',
    words: ['metadata', 'key', 'net', 'admin_pass', 'files'],
    ...info,
  },
  {
    since: '2013.1',
    until: '2013.2',
    logger: driver,
    template: 'Injecting %(inj)s into image %(img_id)s',
    words: ['key', 'net', 'metadata', 'admin_pass', 'files'],
    ...info,
  },
  { since: '15.0.0', until: '15.1.0', ...unfilled },
  { since: '15.1.1', until: '15', ...masked },
  { since: '16.0.0', until: '16.0.3', ...unfilled },
  { since: '16.0.4', until: '16.1.0', ...clear },
  { since: '16.1.1', until: '16', ...masked },
  { since: '17.0.0', until: '17.0.1', ...clear },
  { since: '17.0.2', until: null, ...masked },
];

const data = 'Inject data image=%(image)s key=%(key)s net=%(net)s metadata=%(metadata)s';
const dataEnd = 'files=%(files)s partition=%(partition)s';
const disk = { level: 'DEBUG', logger: 'nova.virt.disk.api' } as const;

const dataRows: readonly InjectDataLine[] = [
  {
    since: '2013.1',
    until: '2013.1',
    ...disk,
    template: `${data} admin_password=ha-ha-not-telling-you ${dataEnd} use_cow=%(use_cow)s`,
  },
  {
    since: '2013.2',
    until: '2015.1',
    ...disk,
    template: `${data} admin_password=<SANITIZED> ${dataEnd} use_cow=%(use_cow)s`,
  },
  {
    since: '12.0.0',
    until: null,
    ...disk,
    template: `${data} admin_password=<SANITIZED> ${dataEnd}`,
  },
];

/**
 * The driver's `Injecting …` line of a version: INFO up to 2013.2, none (null) in 2014.1 to 14,
 * DEBUG without naming the items from 15.0.0. Null also for a text that is no version.
 */
export function announcementOf(version: string): Announcement | null {
  return rows.find(({ since, until }) => inRange(version, since, until)) ?? null;
}

/**
 * The disk layer's `Inject data image=…` line (DEBUG, 2013.1 on), which names the items by their
 * values: None, [] and {} are absent. It never tells whether a password is injected. Null before.
 */
export function injectDataLineOf(version: string): InjectDataLine | null {
  return dataRows.find(({ since, until }) => inRange(version, since, until)) ?? null;
}
