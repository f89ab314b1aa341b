// mount succeeded, printed a warning, and Nova took that for a failure.

import type { Cycle } from '../model.ts';
import { citing, type Rule } from './rule.ts';

export const mountWarningAsFailure = {
  id: 'mount-warning-as-failure',
  severity: 'error',
  title: 'A mount that succeeded was taken for a failure',
  about:
    'Nova takes anything that mount prints on its standard error for a failure (2012.1 to 2012.2.4, and again in the local handler of 17 to 22). When it was only a warning, the image is mounted all the same: nothing is injected, Nova does not unmount it, and mapping and device cannot be released below it.',
  references: ['LP #1152519', '786424b456'],
  affects: [
    { since: '2012.1', until: '2012.2' },
    { since: '17.0.0', until: '22' },
  ],
  cycle(cycle) {
    const attempt = cycle.attempts.find(({ error }) => isWarning(error ?? ''));
    if (attempt === undefined) return null;
    const mount = cycle.steps.find(
      ({ step, exitCode }) => step === 'mount' && (exitCode === null || exitCode === 0),
    );
    const told =
      attempt.evidence.find(({ text }) => text.includes('Failed to mount filesystem: ')) ??
      attempt.evidence.at(-1);
    const evidence = citing([mount?.evidence[0], told].filter((one) => one !== undefined));
    if (evidence === null) return null;
    const warning = (attempt.error ?? '').replace(PREFIX, '').trim().split('\n', 1)[0];
    const isUnmounted = cycle.steps.some(({ step }) => step === 'unmount');
    return {
      detail: `mount said "${warning}" and did mount the image; Nova went on as if it had not${isUnmounted ? '' : ', and this log shows no unmount'}.`,
      remedy: remedyOf(cycle, attempt.device),
      evidence,
    };
  },
} as const satisfies Rule;

const PREFIX = /^Failed to mount filesystem: /;

/** The text of a command that failed begins with the words of the exception. */
const isWarning = (error: string) =>
  PREFIX.test(error) && !/^Failed to mount filesystem: \s*(?:Unexpected error|$)/.test(error);

function remedyOf({ mountDir }: Cycle, device: string | null): string {
  const isNbd = device?.startsWith('/dev/nbd') === true;
  const commands = [
    ...(mountDir === null ? [] : [`umount ${mountDir}`]),
    ...(device === null ? [] : [`kpartx -d ${device}`]),
    ...(device === null ? [] : [isNbd ? `qemu-nbd -d ${device}` : `losetup --detach ${device}`]),
  ];
  const clean =
    commands.length > 0
      ? `See whether it is still mounted (grep openstack /proc/mounts); if so run as root: ${commands.join('; ')}. `
      : '';
  return `${clean}Then remove the cause of the warning from the image or the host.`;
}
