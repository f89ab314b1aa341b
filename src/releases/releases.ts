// The releases of Nova that open guest images on the host, and arithmetic on their version numbers.
// Source: tags of the nova tree, 2012.1 to master as of 2026-08-21.
// Nova numbered by year up to 2015.1 (Kilo) and by plain majors from 12.0.0 (Liberty).

import { type Era, type EraId, eraById, eraPoints } from './eras.ts';

export interface Release {
  readonly codename: string;
  /** First final tag: `2012.1`, `2015.1.0`, `17.0.0`, `master`. */
  readonly series: string;
  /** Date of the first tag. */
  readonly date: string;
  /** Last tag on the stable branch, null for master. */
  readonly lastTag: string | null;
  readonly lastDate: string | null;
  /** Era of the first tag; `eraOf` knows the exceptions. */
  readonly era: EraId;
  readonly identityFields: number;
}

type Row = readonly [string, string, string, string | null, string | null, EraId];

const rows: readonly Row[] = [
  ['Essex', '2012.1', '2012-04-05', '2012.1.3', '2012-10-12', 'E1'],
  ['Folsom', '2012.2', '2012-09-27', '2012.2.4', '2013-04-11', 'E1'],
  ['Grizzly', '2013.1', '2013-04-04', '2013.1.5', '2014-03-20', 'E3'],
  ['Havana', '2013.2', '2013-10-17', '2013.2.4', '2014-09-20', 'E4'],
  ['Icehouse', '2014.1', '2014-04-17', '2014.1.5', '2015-06-19', 'E4'],
  ['Juno', '2014.2', '2014-10-16', '2014.2.4', '2015-11-19', 'E5'],
  ['Kilo', '2015.1.0', '2015-04-30', '2015.1.4', '2016-05-10', 'E6'],
  ['Liberty', '12.0.0', '2015-10-15', '12.0.6', '2016-11-22', 'E7'],
  ['Mitaka', '13.0.0', '2016-04-07', '13.1.4', '2017-03-22', 'E7'],
  ['Newton', '14.0.0', '2016-10-06', '14.1.0', '2018-01-10', 'E7'],
  ['Ocata', '15.0.0', '2017-02-22', '15.1.5', '2018-10-08', 'E7'],
  ['Pike', '16.0.0', '2017-08-30', '16.1.8', '2019-04-26', 'E8'],
  ['Queens', '17.0.0', '2018-02-28', '17.0.13', '2019-10-30', 'E8'],
  ['Rocky', '18.0.0', '2018-08-30', '18.3.0', '2020-02-25', 'E8'],
  ['Stein', '19.0.0', '2019-04-10', '19.3.2', '2020-11-09', 'E8'],
  ['Train', '20.0.0', '2019-10-16', '20.6.1', '2021-05-20', 'E8'],
  ['Ussuri', '21.0.0', '2020-05-13', '21.2.4', '2021-11-12', 'E8'],
  ['Victoria', '22.0.0', '2020-10-14', '22.4.0', '2022-03-10', 'E8'],
  ['Wallaby', '23.0.0', '2021-04-14', '23.2.2', '2022-11-04', 'E8'],
  ['Xena', '24.0.0', '2021-10-06', '24.2.1', '2023-04-13', 'E8'],
  ['Yoga', '25.0.0', '2022-03-30', '25.3.0', '2023-12-14', 'E8'],
  ['Zed', '26.0.0', '2022-10-05', '26.3.0', '2024-04-26', 'E9'],
  ['2023.1 Antelope', '27.0.0', '2023-03-22', '27.5.1', '2024-10-24', 'E9'],
  ['2023.2 Bobcat', '28.0.0', '2023-10-04', '28.3.1', '2025-04-22', 'E9'],
  ['2024.1 Caracal', '29.0.0', '2024-04-03', '29.4.0', '2025-10-27', 'E9'],
  ['2024.2 Dalmatian', '30.0.0', '2024-10-02', '30.3.0', '2026-04-22', 'E9'],
  ['2025.1 Epoxy', '31.0.0', '2025-04-02', '31.3.1', '2026-07-01', 'E9'],
  ['2025.2 Flamingo', '32.0.0', '2025-10-01', '32.2.1', '2026-07-01', 'E9'],
  ['2026.1 Gazpacho', '33.0.0', '2026-04-01', '33.0.2', '2026-07-01', 'E9'],
  ['master', 'master', '2026-08-21', null, null, 'E9'],
];

/** Every release, oldest first. */
export const releases: readonly Release[] = rows.map(
  ([codename, series, date, lastTag, lastDate, era]) => {
    const { identityFields } = eraById(era);
    return { codename, series, date, lastTag, lastDate, era, identityFields };
  },
);

/** What master will be tagged as: its development versions read `34.0.0.…`. */
const masterMajor = 34;

/** The versions of a log are few, and asked about for each of its cycles. */
const numbersKnown = new Map<string, readonly number[] | null>();

/** Numbering scheme (0 by year, 1 by major), then up to three numbers as far as they are given. */
function numbersOf(version: string): readonly number[] | null {
  const known = numbersKnown.get(version);
  if (known !== undefined) return known;
  const numbers = readNumbers(version);
  numbersKnown.set(version, numbers);
  return numbers;
}

function readNumbers(version: string): readonly number[] | null {
  if (version.trim() === 'master') return [1, masterMajor];
  // A Debian epoch comes first (`1:31.0.0-1`); whatever follows the third number is distribution.
  const digits = /^\s*v?(?:\d+:)?(\d+(?:\.\d+){0,2})/.exec(version)?.[1];
  if (digits === undefined) return null;
  const numbers = digits.split('.').map(Number);
  return [(numbers[0] ?? 0) >= 1000 ? 0 : 1, ...numbers];
}

/** The leading numbers that name the release: year and half, or the major alone. */
function seriesNumbers(numbers: readonly number[]): readonly number[] {
  return numbers.slice(0, numbers[0] === 0 ? 3 : 2);
}

function compareNumbers(a: readonly number[], b: readonly number[], missingInB = 0): number {
  for (let i = 0; i < 4; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? missingInB;
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/**
 * The release a version text belongs to (`2014.1.5-0ubuntu1.7`, `1:31.0.0-1`, `2012.2`, `17`), null
 * if none does. One major above the last tagged release is master; anything later is unknown.
 */
export function releaseOf(version: string): Release | null {
  const numbers = numbersOf(version);
  if (numbers === null) return null;
  const series = seriesNumbers(numbers);
  return (
    spans.find(({ first }) => {
      const own = seriesNumbers(first);
      return own.length === series.length && compareNumbers(own, series) === 0;
    })?.release ?? null
  );
}

/** The release a person names: `folsom`, `Epoxy`, `2025.1`, or a version for `releaseOf`. */
export function releaseNamed(name: string): Release | null {
  const wanted = name.trim().toLowerCase();
  const isCalled = ({ codename }: Release) =>
    [codename, ...codename.split(' ')].some((one) => one.toLowerCase() === wanted);
  return releases.find(isCalled) ?? releaseOf(wanted);
}

/**
 * Orders versions over both numbering schemes (`2015.1.4` < `12.0.0` < `master`), like a sort
 * callback. Missing numbers count as 0, distribution suffixes do not count; a text that is no
 * version sorts before all versions.
 */
export function compareVersions(a: string, b: string): number {
  return compareNumbers(numbersOf(a) ?? [-1], numbersOf(b) ?? [-1]);
}

/**
 * Whether a version lies in a range. `since` is the first tag meant; `until` is inclusive and means
 * the whole of what it names (`2014.1` includes 2014.1.5, `2012.1.2` ends at that point). Null
 * leaves the side open. False for a text that is no version.
 */
export function inRange(version: string, since: string | null, until: string | null): boolean {
  const numbers = numbersOf(version);
  if (numbers === null) return false;
  if (since !== null && compareNumbers(numbers, numbersOf(since) ?? []) < 0) return false;
  return until === null || compareNumbers(numbers, numbersOf(until) ?? [], Infinity) <= 0;
}

/** Whether the version names one tag (`2012.1.0`) and not just a series (`2012.1`, `17`). */
export function isExactPoint(version: string): boolean {
  return numbersOf(version)?.length === 4;
}

/**
 * Like `inRange`, but a bare series (`2012.1`, `17`) is in the range if any of its points is: for
 * versions that were narrowed down to a release and no further.
 */
export function mayBeInRange(version: string, since: string | null, until: string | null): boolean {
  const release = releaseOf(version);
  if (release === null || isExactPoint(version)) return inRange(version, since, until);
  const span = spans.find((one) => one.release === release);
  return span !== undefined && liesIn(span, since, until);
}

/** The releases with at least one tag in the range (bounds as for `inRange`), oldest first. */
export function seriesBetween(since: string | null, until: string | null): readonly Release[] {
  return spans.filter((span) => liesIn(span, since, until)).map(({ release }) => release);
}

function liesIn({ first, last }: Span, since: string | null, until: string | null): boolean {
  if (since !== null && compareNumbers(last, numbersOf(since) ?? [-1]) < 0) return false;
  return until === null || compareNumbers(first, numbersOf(until) ?? [], Infinity) <= 0;
}

interface Span {
  readonly release: Release;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

/** The numbers of each release's first and last tag: they are asked for all the time. */
const spans: readonly Span[] = releases.map((release) => ({
  release,
  first: numbersOf(release.series) ?? [],
  last: numbersOf(release.lastTag ?? release.series) ?? [],
}));

/** The log format era of a version, from the exact point where that matters; null if unknown. */
export function eraOf(version: string): Era | null {
  const release = releaseOf(version);
  if (release === null) return null;
  const point = eraPoints.find(({ since, until }) => inRange(version, since, until));
  return eraById(point?.era ?? release.era);
}
