// The pseudonyms of a report: which value is called what.

const kinds = [
  'host',
  'dns',
  'ip',
  'mac',
  'user',
  'project',
  'domain',
  'guest',
  'mail',
  'comment',
  'key',
  'serial',
] as const;

export type Kind = (typeof kinds)[number];

/** Pattern source of what a value is called. */
export const PSEUDONYM = `(?:${kinds.join('|')})-\\d+`;

export interface Name {
  readonly kind: Kind;
  /** `host-1` */
  readonly pseudonym: string;
}

/** By value, in the order of their first appearance in the report. */
export type Names = ReadonlyMap<string, Name>;

/** Values that mean the same wherever they stand. */
export type Known = ReadonlyMap<string, Kind>;

/** A value in a text. */
export interface Found {
  readonly kind: Kind;
  readonly value: string;
  readonly start: number;
}

/** Pattern source for a place where a value may begin: letters that stand for a line break may be in front. */
export const BEGIN = '(?:(?<![\\p{L}\\p{N}])|(?<=\\\\[nrt]|#0\\d\\d))';
export const END = '(?![\\p{L}\\p{N}])';
