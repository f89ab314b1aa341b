// What tells outcomes and steps apart: a sign beside the colour, and the class that has the colour.

import type { Step } from '../../../model.ts';
import type { CycleRow } from '../page-data.ts';

/** Kinds of steps in the order they come in. */
export const STEPS = [
  'announce',
  'attach',
  'wait-device',
  'map',
  'mount',
  'write',
  'flush',
  'unmount',
  'unmap',
  'detach',
  'retry',
  'error',
] as const satisfies readonly Step[];

const KNOWN: ReadonlySet<string> = new Set(STEPS);

export const stepClass = (step: string): string => `step ${KNOWN.has(step) ? step : 'other'}`;

/** `✕` failed, `▲` left behind, `?` the end does not show, '' for a cycle without any trouble. */
export function signOf({ outcome, tone }: CycleRow): string {
  if (outcome === 'leaked') return '▲';
  if (outcome === 'completed') return '';
  return outcome.startsWith('failed') || tone === 'bad' ? '✕' : '?';
}

const GRAVITY = ['', '?', '✕', '▲'];

export const graver = (one: string, other: string): string =>
  GRAVITY.indexOf(one) > GRAVITY.indexOf(other) ? one : other;

/** Class of a cycle's colour. */
export function signClass(sign: string): string {
  if (sign === '') return 'good';
  return sign === '?' ? 'warn' : 'bad';
}
