// Which release wrote the lines of each host: the version line when there is one, else the releases
// that all the messages seen can come from, else the line numbers of Nova's logging calls.

import { UsageError } from '../errors.ts';
import type { ComputeHost, Evidence, InjectEvent, ReleaseClaim, ReleaseRange } from '../model.ts';
import { isBefore } from '../places.ts';
import {
  type CallSite,
  compareVersions,
  inRange,
  isExactPoint,
  releaseNamed,
  releaseOf,
  releasesOfMountDirectory,
  seriesBetween,
  versionsAt,
} from '../releases/index.ts';
import { callSiteOf } from './call-sites.ts';

export interface ReleaseWatch {
  take(event: InjectEvent): void;
  /** @param at a line; the release that wrote it, else the one of the last line */
  claim(host: ComputeHost, at?: Evidence | null): ReleaseClaim;
  claims(): readonly ReleaseClaim[];
  /** Whether the lines of the host around that one can come from a release of this range. */
  mayBe(host: ComputeHost, since: string, until: string, at?: Evidence | null): boolean;
}

/** What the lines of one release say. */
interface Seen {
  /** The line it begins with. */
  readonly from: Evidence;
  version: string | null;
  versionEvidence: Evidence | null;
  range: ReleaseRange;
  /** The ranges the one above already allows for. */
  readonly met: Set<ReleaseRange>;
  rangeEvidence: Evidence | null;
  /** Point releases whose call site is where the log says, null before one was met. */
  points: readonly string[] | null;
  /** The line number seen of each call site. */
  sites: Map<CallSite, number>;
  pointEvidence: Evidence[];
  /** What all that comes to, once it was asked for. */
  claim: ReleaseClaim | null;
}

interface Runs {
  readonly host: ComputeHost;
  readonly runs: Seen[];
}

/** By the key of each host; plain data. */
export type SeenReleases = Map<string, Runs>;

/** Tells the release of each host from its lines. */
export function newReleaseWatch(hosts: SeenReleases = new Map()): ReleaseWatch {
  // Ranges are known by what they are, not by what they hold; those of an earlier run are others.
  for (const { runs } of hosts.values()) for (const { met } of runs) met.clear();
  const seenAt = (host: ComputeHost, at: Evidence | null) => {
    const runs = hosts.get(host.key)?.runs ?? [];
    return at === null ? runs.at(-1) : (runs.findLast((run) => !isBefore(at, run.from)) ?? runs[0]);
  };
  return {
    take(event) {
      const { host } = event;
      const { runs } = hosts.get(host.key) ?? newRuns(hosts, host);
      const current = runs.at(-1);
      if (current === undefined || isAnother(current, event)) {
        if (runs.length === MAX_RUNS) runs.pop();
        runs.push(newSeen(event.evidence));
      }
      const seen = runs.at(-1);
      if (seen !== undefined) take(seen, event);
    },
    claim: (host, at = null) => knownClaim(host, seenAt(host, at)),
    claims: () =>
      withoutEmpty(
        [...hosts.values()].flatMap(({ host, runs }) =>
          distinct(runs.map((run) => knownClaim(host, run))),
        ),
      ),
    mayBe(host, since, until, at = null) {
      const seen = seenAt(host, at);
      if (seen === undefined) return true;
      if (seen.version !== null) return inRange(seen.version, since, until);
      const from = later(seen.range.since, since);
      const to = earlier(seen.range.until, until);
      return from === null || to === null || seriesBetween(from, to).length > 0;
    },
  };
}

function newRuns(hosts: Map<string, Runs>, host: ComputeHost): Runs {
  const runs = { host, runs: [] };
  hosts.set(host.key, runs);
  return runs;
}

/** The release a person names, whatever the lines tell. @throws UsageError when there is none such */
export function givenRelease(name: string): ReleaseWatch {
  const release = releaseNamed(name);
  if (release === null) {
    throw new UsageError(`no such release of Nova: ${name} (say zed, 2012.1 or 26.2.2)`);
  }
  const { codename, series } = release;
  const version = isExactPoint(name) ? name : null;
  const hosts = new Map<string | null, ComputeHost>();
  const claim = (host: ComputeHost): ReleaseClaim => ({
    host: host.name,
    codename,
    series,
    version,
    confidence: 'certain',
    evidence: [],
  });
  return {
    take: ({ host }) => hosts.set(host.name, host),
    claim,
    claims: () => [...hosts.values()].map(claim),
    mayBe: (_host, since, until) => inRange(series, since, until),
  };
}

/** More changes of release than this on one host are hosts that the log does not tell apart. */
const MAX_RUNS = 1000;

/** Claims in a row that say the same are one. */
function distinct(claims: readonly ReleaseClaim[]): readonly ReleaseClaim[] {
  const isSame = (one: ReleaseClaim, other: ReleaseClaim | undefined) =>
    one.series === other?.series && one.version === other.version;
  return claims.filter((one, index) => !isSame(one, claims[index - 1]));
}

/** Of hosts without a name, those of which nothing is known need saying once. */
function withoutEmpty(claims: readonly ReleaseClaim[]): readonly ReleaseClaim[] {
  const isEmpty = ({ host, confidence }: ReleaseClaim) => host === null && confidence === 'unknown';
  const first = claims.find(isEmpty);
  return claims.filter((claim) => claim === first || !isEmpty(claim));
}

function newSeen(from: Evidence): Seen {
  return {
    from,
    version: null,
    versionEvidence: null,
    range: { since: null, until: null },
    met: new Set(),
    rangeEvidence: null,
    points: null,
    sites: new Map(),
    pointEvidence: [],
    claim: null,
  };
}

/** Whether the line cannot be of the release the lines before it are of: Nova was upgraded. */
function isAnother(seen: Seen, event: InjectEvent): boolean {
  const version = versionIn(event);
  const { since, until } = seen.range;
  if (version !== null) {
    return seen.version === null ? !inRange(version, since, until) : version !== seen.version;
  }
  const releases = releasesOf(event);
  if (seen.met.has(releases)) return false;
  if (seen.version !== null) return !inRange(seen.version, releases.since, releases.until);
  const from = later(since, releases.since);
  const to = earlier(until, releases.until);
  return from !== null && to !== null && seriesBetween(from, to).length === 0;
}

function versionIn({ facts }: InjectEvent): string | null {
  const tells = facts.kind === 'service-started' || facts.kind === 'identity';
  return tells && facts.version !== null ? withoutPackaging(facts.version) : null;
}

function releasesOf(event: InjectEvent): ReleaseRange {
  return event.dialect === 'bare' ? releasesOfPaste(event) : event.releases;
}

function take(seen: Seen, event: InjectEvent): void {
  seen.claim = null;
  const version = versionIn(event);
  if (version !== null && seen.version === null) {
    seen.version = version;
    seen.versionEvidence = event.evidence;
  }
  narrow(seen, event);
  narrowPoints(seen, event);
}

/** `2:22.0.1-2+deb11u1` is 22.0.1. */
const withoutPackaging = (version: string) =>
  /^\d+(?:\.\d+)*/.exec(version.replace(/^\d+:/, ''))?.[0] ?? version;

function narrow(seen: Seen, event: InjectEvent): void {
  const releases = releasesOf(event);
  if (seen.met.has(releases)) return;
  seen.met.add(releases);
  const since = later(seen.range.since, releases.since);
  const until = earlier(seen.range.until, releases.until);
  if (since === seen.range.since && until === seen.range.until) return;
  seen.range = { since, until };
  seen.rangeEvidence = event.evidence;
}

/** A paste has no loggers; the directory an image is mounted on is named differently over the years. */
function releasesOfPaste({ facts }: InjectEvent): ReleaseRange {
  const isMount = facts.kind === 'command' && 'dir' in facts.facts && facts.facts.dir !== null;
  return (
    (isMount ? releasesOfMountDirectory(facts.facts.dir) : null) ?? { since: null, until: null }
  );
}

const later = (a: string | null, b: string | null) =>
  a === null || (b !== null && compareVersions(b, a) > 0) ? b : a;

/** `2013.1` as an end means the whole series, so the shorter name of equal ones is the wider end. */
function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return inRange(b, null, a) && !inRange(a, null, b) ? b : a;
}

/** A line number of no release is a patched file's and says nothing; numbers that fit no release
 *  together are of two releases or of patched files, and tell nothing any more. */
function narrowPoints(seen: Seen, { facts, caller, evidence }: InjectEvent): void {
  const found = callSiteOf(facts, caller);
  if (found === null || seen.sites.get(found.site) === found.line) return;
  const moved = seen.sites.has(found.site);
  seen.sites.set(found.site, found.line);
  const fit = versionsAt(found.site, found.line);
  if (fit.length === 0 && !moved) return;
  const before = seen.points;
  seen.points = moved ? [] : fit.filter((version) => before === null || before.includes(version));
  if (!moved) seen.pointEvidence.push(evidence);
}

function knownClaim(host: ComputeHost, seen: Seen | undefined): ReleaseClaim {
  if (seen === undefined) return claimOf(host, seen);
  seen.claim ??= claimOf(host, seen);
  return seen.claim;
}

function claimOf(host: ComputeHost, seen: Seen | undefined): ReleaseClaim {
  const none = {
    host: host.name,
    codename: null,
    series: null,
    version: null,
    confidence: 'unknown',
    evidence: [],
  } as const;
  if (seen === undefined) return none;
  if (seen.version !== null) {
    const release = releaseOf(seen.version);
    return {
      host: host.name,
      codename: release?.codename ?? null,
      series: release?.series ?? null,
      version: seen.version,
      confidence: 'certain',
      evidence: cite(seen.versionEvidence),
    };
  }
  const { since, until } = seen.range;
  const isTold = since !== null || until !== null || seen.points !== null;
  const possible = isTold ? seriesBetween(since, until) : [];
  const points = seen.points?.filter((point) => inRange(point, since, until)) ?? [];
  const named =
    possible.length > 1 && points.length > 0
      ? possible.filter(({ series }) => points.some((point) => releaseOf(point)?.series === series))
      : possible;
  const [only] = named;
  if (only === undefined || named.length > 1) return none;
  const [point] = points;
  return {
    host: host.name,
    codename: only.codename,
    series: only.series,
    version: points.length === 1 ? (point ?? null) : null,
    confidence: 'likely',
    evidence: [
      ...cite(seen.rangeEvidence),
      ...(possible.length > 1 || points.length === 1 ? seen.pointEvidence : []),
    ],
  };
}

const cite = (evidence: Evidence | null) => (evidence === null ? [] : [evidence]);
