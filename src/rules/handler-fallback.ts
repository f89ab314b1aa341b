// The image was opened by another handler than the first in turn.

import type { Attempt, Cycle, Evidence } from '../model.ts';
import { ownWords } from './failed-command.ts';
import { citing, type FiredOnHost, type Rule } from './rule.ts';

export const handlerFallback = {
  id: 'handler-fallback',
  severity: 'info',
  title: 'The image was opened by a fallback',
  about:
    'In 2012.1 and 2012.2 Nova goes on to the next of img_handlers when one fails. From 2013.1 to 22 it takes libguestfs where python-guestfs can be imported and falls back to loop, nbd or block on the host where it cannot. The injection can succeed all the same; the fallback is slower, or exposes the host to the image, and may not be what was planned.',
  references: [],
  host(host) {
    const groups = new Map<string, Fallback[]>();
    for (const cycle of host.cycles) {
      const fallback = fallbackOf(cycle);
      if (fallback === null) continue;
      groups.set(fallback.key, [...(groups.get(fallback.key) ?? []), fallback]);
    }
    return [...groups.values()].flatMap(finding);
  },
} as const satisfies Rule;

interface Fallback {
  readonly cycle: Cycle;
  /** Equal for fallbacks of the same kind, which are told together. */
  readonly key: string;
  readonly detail: string;
  readonly remedy: string;
  readonly evidence: readonly Evidence[];
}

function fallbackOf(cycle: Cycle): Fallback | null {
  return cycle.mechanism === 'vfs-localfs' ? fromImport(cycle) : fromList(cycle);
}

const PURPOSES: ReadonlySet<Cycle['purpose']> = new Set([
  'injection',
  'config-drive',
  'container-rootfs',
]);

/** 2012.x: an earlier handler was tried and failed. */
function fromList(cycle: Cycle): Fallback | null {
  const { handler } = cycle;
  const isEarlier = (one: Attempt) => one.outcome === 'failed' && one.handler !== handler;
  const failed = cycle.attempts.filter(isEarlier);
  // The check whether a filesystem can grow fails by design on a partitioned image.
  if (cycle.mechanism !== 'img-handlers' || !PURPOSES.has(cycle.purpose)) return null;
  if (handler === null || failed.length === 0) return null;
  const opening = cycle.attempts.find(({ outcome }) => outcome === 'opened');
  const names = failed.map((one) => one.handler).join(' and ');
  const first = failed[0]?.error == null ? null : ownWords(failed[0].error);
  return {
    cycle,
    key: `${names}>${handler}|${first?.replace(/\d+/g, 'N')}`,
    detail: `${handler} opened the image after ${names} failed${first === null ? '' : ` (${first})`}`,
    remedy: `See why ${names} failed, or leave it out of img_handlers in [DEFAULT] of nova.conf.`,
    evidence: [...failed.flatMap((one) => one.evidence.at(-1) ?? []), ...(opening?.evidence ?? [])],
  };
}

/** 2013.1 on: the binding could not be imported. */
function fromImport(cycle: Cycle): Fallback | null {
  const told = cycle.reason.ruledOut.find(({ handler }) => handler === 'guestfs');
  const line = told?.evidence.find(({ text }) => /alling back to VFSLocalFS/.test(text));
  if (line === undefined) return null;
  return {
    cycle,
    key: 'import',
    detail: 'python-guestfs could not be imported, so images are opened on the host (VFSLocalFS)',
    remedy:
      'To open images with libguestfs, install its Python binding for the Python that runs nova-compute (python-guestfs or python-libguestfs, python3-guestfs or python3-libguestfs) and restart nova-compute.',
    evidence: [line],
  };
}

const CITED = 5;

function finding(group: readonly Fallback[]): readonly FiredOnHost[] {
  const [first, ...others] = group;
  const evidence = citing(group.flatMap((one) => one.evidence).slice(0, CITED));
  if (first === undefined || evidence === null) return [];
  const times = others.length === 0 ? '' : `, ${group.length} times in this log`;
  return [
    {
      detail: `${first.detail}${times}.`,
      remedy: first.remedy,
      evidence,
      cycles: group.map(({ cycle }) => cycle),
    },
  ];
}
