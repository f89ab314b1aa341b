// In: a report. Out: spans: one for each boot, below it one for each time an image was opened, below that one
// for each step whose begin and end the log shows. A step of which only one is shown is an event; what has no
// time at all is left out, for no time is made up.

import { between } from '../clock.ts';
import type { Cycle, Instance, Report, TimelineStep } from '../model.ts';
import { findingsAbout } from './findings-about.ts';
import {
  type Beside,
  bootStatus,
  bootValues,
  cycleStatus,
  cycleValues,
  type Status,
  stepStatus,
  stepValues,
} from './otlp-attributes.ts';
import {
  type Attribute,
  attributes,
  type Interval,
  interval,
  nanos,
  spanId,
  traceId,
} from './otlp-values.ts';

export interface Span extends Interval {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** SPAN_KIND_INTERNAL. */
  readonly kind: 1;
  readonly attributes: readonly Attribute[];
  readonly events: readonly Event[];
  readonly status: Status;
}

interface Event {
  readonly timeUnixNano: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
}

/** A span, and what the report says of where and when it was. */
export interface Placed {
  readonly span: Span;
  readonly host: string | null;
  readonly start: string;
}

/** Parents before their children. */
export function* spansOf(report: Report): Iterable<Placed> {
  const { instances, cycles, findings, sources } = report;
  const about = findingsAbout(findings);
  const boots = new Map<string, Boot>();
  for (const instance of instances) {
    const boot = bootOf(instance);
    if (boot === null) continue;
    yield boot;
    for (const id of instance.cycles) boots.set(id, boot);
  }
  for (const cycle of cycles) {
    const boot = boots.get(cycle.id);
    const parent = boot !== undefined && isWithin(cycle, boot) ? boot.span : null;
    yield* cycleSpans(cycle, parent, { sources, findings: about(cycle) });
  }
}

interface Boot extends Placed {
  readonly end: string;
}

function bootOf(instance: Instance): Boot | null {
  const { host, cycles, boot } = instance;
  const { start, end } = boot;
  const times = interval(start, end);
  if (times === null || start === null || end === null) return null;
  // An instance may be on two hosts that nothing names; a cycle is on one.
  const words = ['boot', host, cycles[0] ?? null, start];
  const span: Span = {
    traceId: traceId(...words),
    spanId: spanId(...words),
    name: 'boot',
    kind: 1,
    ...times,
    attributes: attributes(bootValues(instance)),
    events: [],
    status: bootStatus(instance),
  };
  return { span, host, start, end };
}

/** An instance that is there may be opened again, as for a rescue. */
function isWithin({ start }: Cycle, boot: Boot): boolean {
  const [before, after] = [between(boot.start, start), between(start, boot.end)];
  return before !== null && after !== null && before >= 0 && after >= 0;
}

function* cycleSpans(cycle: Cycle, parent: Span | null, beside: Beside): Iterable<Placed> {
  const { id, host, start, end, purpose, requestId, instance } = cycle;
  const times = interval(start, end);
  if (times === null || start === null) return;
  const request = ['request', host, requestId, instance.uuid ?? instance.name];
  const own = traceId(...(requestId === null ? ['cycle', id] : request));
  const ids = { traceId: parent?.traceId ?? own, spanId: spanId('cycle', id) };
  const steps = [...cycle.steps.entries()].filter(([, { at }]) => between(start, at) !== null);
  const span: Span = {
    ...ids,
    ...(parent === null ? {} : { parentSpanId: parent.spanId }),
    name: purpose,
    kind: 1,
    ...times,
    attributes: attributes(cycleValues(cycle, beside)),
    events: steps.flatMap(([, step]) => eventOf(step, beside)),
    status: cycleStatus(cycle),
  };
  yield { span, host, start };
  for (const [at, step] of steps) {
    const within = interval(step.at, step.endedAt);
    if (within === null) continue;
    const stepSpan: Span = {
      traceId: ids.traceId,
      spanId: spanId('step', id, String(at)),
      parentSpanId: ids.spanId,
      name: step.step,
      kind: 1,
      ...within,
      attributes: attributes(stepValues(step, beside)),
      events: [],
      status: stepStatus(step),
    };
    yield { span: stepSpan, host, start };
  }
}

function eventOf(step: TimelineStep, beside: Beside): readonly Event[] {
  const timeUnixNano = nanos(step.at);
  if (timeUnixNano === null || interval(step.at, step.endedAt) !== null) return [];
  return [{ timeUnixNano, name: step.step, attributes: attributes(stepValues(step, beside)) }];
}
