// In: a report. Out: the share of the boots that was spent injecting, over the boots of which the log
// shows both in full.

import { between } from '../clock.ts';
import type { Cycle, Instance, Report } from '../model.ts';

export interface BootShare {
  readonly boots: readonly Boot[];
  readonly bootMs: number;
  readonly injectingMs: number;
  /** Null where the boots counted took no time that the log can tell. */
  readonly share: number | null;
  /** Instances of which the boot or an injection lacks its start or its end. */
  readonly notCounted: number;
}

export interface Boot extends Pick<Instance, 'host' | 'uuid' | 'name'> {
  readonly bootMs: number;
  readonly injectingMs: number;
  readonly share: number | null;
}

export function bootShare({ instances, cycles }: Report): BootShare {
  const injections = new Map(
    cycles.filter(({ purpose }) => purpose === 'injection').map((cycle) => [cycle.id, cycle]),
  );
  const injected = instances.flatMap((instance) => {
    const own = instance.cycles.flatMap((id) => injections.get(id) ?? []);
    return own.length === 0 ? [] : [bootOf(instance, own)];
  });
  const boots = injected
    .filter((boot) => boot !== null)
    .sort((a, b) => (b.share ?? 0) - (a.share ?? 0));
  const bootMs = boots.reduce((sum, boot) => sum + boot.bootMs, 0);
  const injectingMs = boots.reduce((sum, boot) => sum + boot.injectingMs, 0);
  return {
    boots,
    bootMs,
    injectingMs,
    share: shareOf(injectingMs, bootMs),
    notCounted: injected.length - boots.length,
  };
}

/** A rescue or a rebuild injects after the boot: what lies outside it is none of its time. */
function bootOf({ host, uuid, name, boot }: Instance, own: readonly Cycle[]): Boot | null {
  const { start, end, durationMs: bootMs } = boot;
  if (bootMs === null || own.some(({ durationMs }) => durationMs === null)) return null;
  const inside = own.filter(
    (cycle) => (between(start, cycle.start) ?? -1) >= 0 && (between(cycle.end, end) ?? -1) >= 0,
  );
  const injectingMs = inside.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
  return { host, uuid, name, bootMs, injectingMs, share: shareOf(injectingMs, bootMs) };
}

const shareOf = (part: number, whole: number) => (whole === 0 ? null : part / whole);
