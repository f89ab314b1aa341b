// The counts at the end of a report. Also what a filtered report counts again.

import type { Cycle, Finding, Instance, Summary } from '../model.ts';
import { byImage } from './images.ts';

export function summarize(
  cycles: readonly Cycle[],
  instances: readonly Instance[],
  findings: readonly Finding[],
  unrecognisedLines: number,
  hasEvidence: boolean,
): Summary {
  const injections = cycles.filter(({ purpose }) => purpose === 'injection');
  const spent = injections.map(({ durationMs }) => durationMs).filter((ms) => ms !== null);
  const severities = count(findings.map(({ severity }) => severity));
  return {
    cycles: cycles.length,
    injections: injections.length,
    byHandler: count(cycles.map(({ handler }) => handler ?? 'none')),
    byOutcome: count(cycles.map(({ outcome }) => outcome)),
    byPurpose: count(cycles.map(({ purpose }) => purpose)),
    instances: instances.length,
    hosts: new Set(cycles.map(({ host }) => host)).size,
    findings: {
      error: severities['error'] ?? 0,
      warning: severities['warning'] ?? 0,
      info: severities['info'] ?? 0,
    },
    unrecognisedLines,
    secondsSpentInjecting:
      spent.length === 0 ? null : spent.reduce((sum, ms) => sum + ms, 0) / 1000,
    ...(hasEvidence ? { redundancy: byImage(injections) } : {}),
  };
}

/** How often each value occurs, in alphabetical order. */
function count(values: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
