// What the report says of a source: from what the stages counted while they read it.

import { printTime } from '../clock.ts';
import { hostOf } from '../hosts.ts';
import type { Source } from '../model.ts';
import type { Scan } from '../scan.ts';
import type { Known } from './around.ts';
import type { JudgedSource } from './findings.ts';
import { gapsOf } from './gaps.ts';
import { versionOf } from './surroundings.ts';
import { visibilityOf } from './visibility.ts';

/** @param scan one of those that are known */
export function judgeSource(scan: Scan, { scans, releases }: Known): JudgedSource {
  const host = hostOf(scan.host, scan.log);
  const version = versionOf(releases.claim(host));
  return { source: sourceOf(scan, scans, version), host, seen: scan.sightings };
}

function sourceOf(scan: Scan, scans: readonly Scan[], version: string | null): Source {
  const [format] = [...scan.dialects].sort((a, b) => b[1] - a[1])[0] ?? [null];
  return {
    path: scan.path,
    host: scan.host,
    format,
    compression: scan.compression,
    bytes: scan.bytes,
    lines: scan.windowed === null ? scan.lines : null,
    recognisedLines: scan.recognised,
    first: printTime(scan.first),
    last: printTime(scan.last),
    levels: Object.fromEntries([...scan.levels].sort(([a], [b]) => (a < b ? -1 : 1))),
    gaps: gapsOf(scan, scans),
    visibility: visibilityOf(scan.sightings, scan.levels, version),
  };
}
