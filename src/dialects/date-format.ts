// `log_date_format`: from the strftime format to the pattern of what it prints, and back to a time. A
// format without a year gives a stamp, one without a day nothing.

import type { LogTime } from '../model.ts';
import { inYear, MONTHS, type Stamp, time } from './times.ts';

export interface DateFormat {
  /** Something it prints. */
  readonly example: string;
  /** Pattern source without groups. */
  readonly source: string;
  read(text: string, fraction: string): { readonly time: LogTime | null; readonly stamp?: Stamp };
}

/** Directives of strftime, as in the C locale. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  Y: '\\d{4}',
  y: '\\d\\d',
  m: '\\d\\d',
  d: '\\d\\d',
  e: '[ \\d]\\d',
  b: '[A-Z][a-z]{2}',
  h: '[A-Z][a-z]{2}',
  B: '[A-Z][a-z]{2,8}',
  a: '[A-Z][a-z]{2}',
  A: '[A-Z][a-z]{5,8}',
  j: '\\d{3}',
  H: '\\d\\d',
  I: '\\d\\d',
  p: '[AP]M',
  M: '\\d\\d',
  S: '\\d\\d',
  f: '\\d{6}',
  z: '[+-]\\d\\d:?\\d\\d',
  Z: '[A-Za-z]{1,9}',
};

const EXAMPLES: Readonly<Record<string, string>> = {
  Y: '2023',
  y: '23',
  m: '06',
  d: '20',
  e: '20',
  b: 'Jun',
  h: 'Jun',
  B: 'June',
  a: 'Tue',
  A: 'Tuesday',
  j: '171',
  H: '08',
  I: '08',
  p: 'AM',
  M: '00',
  S: '59',
  f: '123456',
  z: '+0200',
  Z: 'CEST',
};

const SHORTHANDS: Readonly<Record<string, string>> = {
  T: '%H:%M:%S',
  R: '%H:%M',
  F: '%Y-%m-%d',
  D: '%m/%d/%y',
};

export const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

export function compileDate(format: string): DateFormat {
  const whole = format.replace(/%([TRFD])/g, (_, name: string) => SHORTHANDS[name] ?? '');
  const grouped = translate(whole, true);
  const pattern = new RegExp(`^${grouped}$`);
  return {
    example: whole.replace(/%([A-Za-z])/g, (_, name: string) => EXAMPLES[name] ?? 'x'),
    source: translate(whole, false),
    read: (text, fraction) => readDate(pattern.exec(text)?.groups ?? {}, fraction),
  };
}

function translate(format: string, named: boolean): string {
  const seen = new Set<string>();
  return format
    .split(/(%[A-Za-z%])/)
    .map((part) => {
      const name = /^%[A-Za-z]$/.test(part) ? part.slice(1) : null;
      if (name === null) return literal(part === '%%' ? '%' : part);
      const source = DIRECTIVES[name] ?? '\\S+';
      if (!named || seen.has(name)) return `(?:${source})`;
      seen.add(name);
      return `(?<${name}>${source})`;
    })
    .join('');
}

function readDate(parts: Readonly<Record<string, string>>, fraction: string) {
  const { Y, y, m, d, e, b, h, B, H, I, p, M = '00', S = '00', f, z } = parts;
  const name = (b ?? h ?? B)?.slice(0, 3);
  const month = name === undefined ? Number(m ?? Number.NaN) - 1 : MONTHS.indexOf(name);
  const day = (d ?? e)?.trim();
  const hour = H ?? twentyFour(I, p);
  if (day === undefined || hour === undefined || !(month >= 0)) return { time: null };
  const clock = [hour, M, S, f ?? fraction];
  const year = Y ?? (y === undefined ? undefined : `20${y}`);
  if (year !== undefined) return { time: time(year, month, day, [...clock, z]) };
  const stamp = { month, day: Number(day), clock };
  return inYear(stamp, LEAP_YEAR) === null ? { time: null } : { time: null, stamp };
}

const LEAP_YEAR = 2000;

function twentyFour(hour: string | undefined, half: string | undefined): string | undefined {
  if (hour === undefined || half === undefined) return undefined;
  return String((Number(hour) % 12) + (half === 'PM' ? 12 : 0));
}
