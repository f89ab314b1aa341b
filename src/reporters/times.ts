// In: times as a report holds them (ISO 8601, to the precision the log has) and durations in
// milliseconds. Out: short texts for people. No clock and no time zone is asked.

import { between, isWhole } from '../clock.ts';

/** `0.137s`, `12.3s`, `2m 05s`; in whole seconds `1s`, and `<1s` where the log cannot tell. */
export function showDuration(ms: number, whole: boolean): string {
  if (ms < 0) return `-${showDuration(-ms, whole)}`;
  if (whole && ms === 0) return '<1s';
  if (!whole && ms < 9_999.5) return `${(ms / 1000).toFixed(3)}s`;
  if (!whole && ms < 59_950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${two(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m ${two(seconds % 60)}s`;
}

/** How long after the start: `+0.137s`, `+1s`; `-` where either time is missing, or only one has an offset. */
export function showOffset(at: string | null, start: string | null): string {
  const ms = between(start, at);
  if (ms === null) return '-';
  const whole = isWhole(at) || isWhole(start);
  if (ms === 0) return whole ? '+0s' : '+0.000s';
  return ms < 0 ? showDuration(ms, whole) : `+${showDuration(ms, whole)}`;
}

/** `2012-05-10 12:33:23 to 12:41:07`, the second date only where it is another. */
export function showSpan(first: string | null, last: string | null): string {
  if (first === null && last === null) return 'no times';
  if (first === null || last === null) return showTime(first ?? last ?? '');
  const sameDay = first.slice(0, 11) === last.slice(0, 11);
  return `${showTime(first)} to ${sameDay ? last.slice(11) : showTime(last)}`;
}

export function showTime(time: string): string {
  return time.replace('T', ' ');
}
