// In: a boot, a cycle or a step of a report. Out: what its span says of it: attributes, by the names of the
// semantic conventions where they have one, and whether it failed.

import type { Cycle, Instance, Source, TimelineStep } from '../model.ts';
import { leftNames } from './left-names.ts';
import { type Value, wellFormed } from './otlp-values.ts';
import { sourceName } from './page.ts';

type Values = Readonly<Record<string, Value>>;

/** STATUS_CODE_ERROR, or nothing said. */
export type Status =
  | { readonly code: 2; readonly message: string }
  | Readonly<Record<string, never>>;

export interface Beside {
  readonly sources: readonly Source[];
  readonly findings: readonly string[];
}

export const bootValues = ({ uuid, name, boot, configDrive }: Instance): Values => ({
  'nova.instance.uuid': uuid,
  'nova.instance.name': name,
  'inject_trace.boot_outcome': boot.outcome,
  'inject_trace.injection_ms': boot.injectionMs,
  'inject_trace.config_drive': configDrive,
});

export function cycleValues(cycle: Cycle, { sources, findings }: Beside): Values {
  const { instance, image, reason, leftBehind } = cycle;
  return {
    'nova.instance.uuid': instance.uuid,
    'nova.instance.name': instance.name,
    'nova.request.id': cycle.requestId,
    'inject_trace.cycle': cycle.id,
    'inject_trace.outcome': cycle.outcome,
    'inject_trace.outcome_confidence': cycle.outcomeConfidence,
    'inject_trace.handler': cycle.handler,
    'inject_trace.mechanism': cycle.mechanism,
    'inject_trace.reason': reason.text,
    'inject_trace.reason_confidence': reason.confidence,
    'inject_trace.items': cycle.items.map(({ item, outcome }) => `${item}:${outcome}`),
    'inject_trace.image_path': image.path,
    'inject_trace.image_id': image.id,
    'inject_trace.image_format': image.format,
    'inject_trace.image_cow': image.cow,
    'inject_trace.device': cycle.device,
    'inject_trace.mapped_device': cycle.mappedDevice,
    'inject_trace.partition': cycle.partition,
    'inject_trace.mount_dir': cycle.mountDir,
    'inject_trace.left_behind': leftNames(leftBehind),
    'inject_trace.findings': findings,
    ...(cycle.steps[0] === undefined ? {} : placeOf(cycle.steps[0], sources)),
  };
}

export const stepValues = (step: TimelineStep, { sources }: Beside): Values => ({
  'process.command_line': step.command,
  'process.exit.code': step.exitCode,
  'inject_trace.note': step.note,
  ...placeOf(step, sources),
});

const placeOf = ({ evidence: [first] }: TimelineStep, sources: readonly Source[]) => ({
  'log.file.path': sourceName(sources[first.source]),
  'inject_trace.line': first.line,
});

export const bootStatus = ({ boot }: Instance): Status =>
  boot.outcome === 'failed' ? failed('the build failed') : {};

export function cycleStatus({ outcome, error, leftBehind }: Cycle): Status {
  switch (outcome) {
    case 'failed-ignored':
    case 'failed-fatal':
      return failed(error ?? outcome);
    case 'leaked':
      return failed(`left behind: ${leftNames(leftBehind).join(', ')}`);
    case 'completed':
    case 'incomplete':
    case 'unknown':
      return {};
  }
}

export function stepStatus({ step, note, exitCode }: TimelineStep): Status {
  if (step === 'error') return failed(note ?? step);
  return exitCode === null || exitCode === 0 ? {} : failed(`exit status ${exitCode}`);
}

const failed = (message: string): Status => ({ code: 2, message: wellFormed(message) });
