// Releases that build instances in a greenthread without the request's context: lines of a build carry no
// request id, or one that some other work left there. Source: nova commits 1d8eddb261 (broke it) and
// 90f1149697 (mended it).

import { mayBeInRange } from './releases.ts';

const rows: readonly { readonly since: string; readonly until: string }[] = [
  { since: '2014.2.1', until: '2014.2.4' },
  { since: '2015.1.0', until: '2015.1.0' },
];

/** Whether a version, or a point of the series it names, loses the request id of builds; only
 *  `Starting instance...` keeps it. */
export function losesRequestIds(version: string): boolean {
  return rows.some(({ since, until }) => mayBeInRange(version, since, until));
}
