// 2012.x: none of the configured handlers could open the image.

import type { Attempt, Cycle } from '../model.ts';
import { ownWords } from './failed-command.ts';
import { citing, type Rule } from './rule.ts';

export const failedHandlers = {
  id: 'failed-handlers',
  severity: 'warning',
  title: 'Every handler failed',
  about:
    'In 2012.1 and 2012.2 Nova tries the handlers of img_handlers one after the other until one mounts the image; loop is left out for copy-on-write images. When the last one fails too, nothing is injected. Each has its own reason, and mending one of them is enough.',
  references: ['LP #726244'],
  cycle(cycle) {
    if (cycle.mechanism !== 'img-handlers' || !isInjection(cycle)) return null;
    const failed = cycle.attempts.filter(({ outcome }) => outcome === 'failed');
    const isAll = cycle.attempts.every(
      ({ outcome }) => outcome === 'failed' || outcome === 'skipped',
    );
    const handlers = new Set(failed.map(({ handler }) => handler));
    if (!isAll || handlers.size < 2 || !cycle.outcome.startsWith('failed-')) return null;
    const evidence = citing(
      failed.flatMap(({ evidence: lines }) => lines.at(-1) ?? []).filter(isNew),
    );
    if (evidence === null) return null;
    return {
      detail: `${failed.map(because).join('; ')}.`,
      remedy: remedyOf(cycle, failed),
      evidence,
    };
  },
} as const satisfies Rule;

const isInjection = ({ purpose }: Cycle) => purpose === 'injection' || purpose === 'config-drive';

const isNew = <One>(one: One, index: number, all: readonly One[]) => all.indexOf(one) === index;

const because = ({ handler, error }: Attempt) => `${handler} failed: ${ownWords(error ?? '')}`;

const CURES: readonly (readonly [RegExp, string])[] = [
  [/module not loaded/, 'load the nbd module: modprobe nbd max_part=16'],
  [/^No free nbd devices/, 'free an nbd device: grep . /sys/block/nbd*/pid shows those in use'],
  [/^Could not attach image to loopback/, 'free a loop device: losetup -a shows those in use'],
];

/** What was attached and could not be mounted or mapped is wrong in the image, for every handler. */
function remedyOf({ image }: Cycle, failed: readonly Attempt[]): string {
  const cures = CURES.filter(([pattern]) => failed.some(({ error }) => pattern.test(error ?? '')));
  const isImage = failed.some(({ error }) => /^Failed to m(?:ount|ap) /.test(error ?? ''));
  const steps = [
    ...cures.map(([, cure]) => cure),
    ...(isImage
      ? [`see what the image holds: virt-filesystems --all --long -a ${image.path ?? 'IMAGE'}`]
      : []),
    'leave out of img_handlers in [DEFAULT] of nova.conf what cannot work on this host',
  ].join('; ');
  return `${steps.charAt(0).toUpperCase()}${steps.slice(1)}.`;
}
