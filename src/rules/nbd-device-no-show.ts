// qemu-nbd was started and the device never came up.

import type { Attempt, Cycle, NonEmpty } from '../model.ts';
import { inRange } from '../releases/index.ts';
import { citing, type Rule, type RuleContext } from './rule.ts';
import { between } from './times.ts';

export const nbdDeviceNoShow = {
  id: 'nbd-device-no-show',
  severity: 'warning',
  title: 'An nbd device did not show up',
  about:
    'qemu-nbd attaches an image in the background, so Nova looks once a second whether /sys/block/nbdN/pid is there, timeout_nbd times. When it is not, Nova gives the device up. In 2012.1 and 2012.2 it goes on to the next handler without "qemu-nbd -d", so that a qemu-nbd that comes up late holds device and image for good; from 2013.1 on it detaches the device and tries others for 30 seconds.',
  references: ['LP #726244'],
  cycle(cycle, context) {
    const [first, ...others] = cycle.attempts.filter(isNoShow);
    if (first === undefined) return null;
    const attempts: NonEmpty<Attempt> = [first, ...others];
    const evidence = citing([...new Set(attempts.flatMap((attempt) => linesOf(cycle, attempt)))]);
    if (evidence === null) return null;
    const devices = [...new Set(attempts.flatMap(({ device }) => device ?? []))];
    const kept = devices.filter((device) => isKept(cycle, device, context.version));
    const stuck = devices.filter((device) => hasFailedDetach(cycle, device));
    return {
      detail: `${devices.join(', ') || 'The device'} did not show up after qemu-nbd was started${waited(cycle, first, devices.length > 1)}.${stays(kept, stuck)}${result(cycle)}`,
      remedy: remedyOf(devices, [...kept, ...stuck], secondsOf(cycle, first), context),
      evidence,
    };
  },
} as const satisfies Rule;

const isNoShow = ({ error }: Attempt) => /^nbd device \S+ did not show up/.test(error ?? '');

/** Where commands are hidden, the line that picks the device stands for the attach. */
const attachOf = (cycle: Cycle, device: string | null) =>
  cycle.steps.find(
    ({ command, note }) =>
      command?.startsWith(`qemu-nbd -c ${device} `) ||
      note?.startsWith(`Get nbd device ${device} for `),
  );

const errorOf = (cycle: Cycle, { error }: Attempt) =>
  cycle.steps.find(({ step, note }) => step === 'error' && note === error);

/** The attach and the line that gives it up. */
function linesOf(cycle: Cycle, attempt: Attempt) {
  const attach = attachOf(cycle, attempt.device)?.evidence[0];
  const last = errorOf(cycle, attempt)?.evidence[0] ?? attempt.evidence.at(-1);
  return [attach, last].filter((one) => one !== undefined);
}

/** In 2012.x nothing detaches it, where the commands are there to be seen. */
function isKept(cycle: Cycle, device: string, version: string | null): boolean {
  const detached = cycle.steps.some(
    ({ command, exitCode }) =>
      command === `qemu-nbd -d ${device}` && (exitCode === null || exitCode === 0),
  );
  if (attachOf(cycle, device)?.command == null || detached) return false;
  return version !== null && inRange(version, '2012.1', '2012.2');
}

/** From 2013.1 on Nova detaches it; above DEBUG only its warning shows when that fails. */
const hasFailedDetach = (cycle: Cycle, device: string) =>
  cycle.steps.some(
    ({ command, note, exitCode }) =>
      (command === `qemu-nbd -d ${device}` && exitCode !== null && exitCode !== 0) ||
      (note?.startsWith('Detaching from erroneous nbd device ') === true &&
        note.endsWith(` ${device}`)),
  );

function stays(kept: readonly string[], stuck: readonly string[]): string {
  const attached = (devices: readonly string[]) =>
    `so ${devices.join(', ')} may still be attached to the image.`;
  return [
    ...(kept.length > 0 ? [` No "qemu-nbd -d" followed, ${attached(kept)}`] : []),
    ...(stuck.length > 0 ? [` Detaching failed too, ${attached(stuck)}`] : []),
  ].join('');
}

/** How long Nova waited, 0 where it does not show. Both times are of the log's own clock. */
function secondsOf(cycle: Cycle, attempt: Attempt): number {
  const from = attachOf(cycle, attempt.device)?.at ?? null;
  const ms = between(from, errorOf(cycle, attempt)?.at ?? null);
  return Math.round((ms ?? 0) / 1000);
}

function waited(cycle: Cycle, attempt: Attempt, several: boolean): string {
  const seconds = secondsOf(cycle, attempt);
  return seconds > 0 ? ` (${several ? 'the first ' : ''}given up after ${seconds} s)` : '';
}

function result({ handler, device, outcome }: Cycle): string {
  if (handler === null) return outcome.startsWith('failed-') ? ' The image was not opened.' : '';
  return handler === 'nbd'
    ? ` A later try opened the image on ${device}.`
    : ` ${handler} opened the image instead.`;
}

function remedyOf(
  devices: readonly string[],
  kept: readonly string[],
  seconds: number,
  { option }: RuleContext,
): string {
  const { value = null, origin = null } = option('DEFAULT', 'timeout_nbd') ?? {};
  // Nova looks once a second, and a stamp may be cut to one.
  const isRefuted = origin === 'release-default' && seconds > 0 && seconds < Number(value) - 1;
  const known = isRefuted ? `${seconds} or so that` : value;
  const now = known === null ? 'its default of 10 seconds' : `the ${known} it has here`;
  const [device = '/dev/nbdN'] = [...kept, ...devices];
  const name = device.replace('/dev/', '');
  const stale =
    kept.length > 0
      ? `If cat /sys/block/${name}/pid prints a process, detach it: qemu-nbd -d ${device}. `
      : '';
  return `${stale}If the host is only slow, set timeout_nbd in [DEFAULT] of nova.conf above ${now}; else attach the image by hand to see what qemu-nbd says: qemu-nbd -c ${device} IMAGE.`;
}
