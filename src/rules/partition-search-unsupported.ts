// inject_partition is -1, and the handler that opened the image cannot search for the root partition.

import { inRange } from '../releases/index.ts';
import { citing, type Rule } from './rule.ts';

export const partitionSearchUnsupported = {
  id: 'partition-search-unsupported',
  severity: 'warning',
  title: 'Only libguestfs can search for the partition',
  about:
    'With inject_partition at -1 Nova is to find the root partition of the image itself. Only libguestfs can do that: loop and nbd give up. Every image opened by them then goes without injection.',
  references: [],
  cycle(cycle, { version, option }) {
    const attempt = cycle.attempts.find(({ error }) => isUnsupported(error));
    const told = isUnsupported(cycle.error)
      ? cycle.steps.findLast(({ step }) => step === 'error')
      : undefined;
    const at = attempt?.evidence.at(-1) ?? told?.evidence[0];
    if (at === undefined) return null;
    const handler = /unsupported with (\w+)/.exec(attempt?.error ?? cycle.error ?? '')?.[1];
    const isOld = version !== null && inRange(version, '2012.2', '2013.2');
    const [group, name] = isOld
      ? (['DEFAULT', 'libvirt_inject_partition'] as const)
      : (['libvirt', 'inject_partition'] as const);
    const set = option(group, name);
    const evidence = citing([at, ...(set?.evidence.slice(0, 1) ?? [])]);
    if (evidence === null) return null;
    const opened =
      cycle.handler === null ? 'the image was not opened' : `${cycle.handler} opened it instead`;
    return {
      detail: `${name} is -1, and ${handler ?? 'the handler'} cannot search an image for its root partition: ${opened}.`,
      remedy: remedyOf(version, `${name}=1 in [${group}] of nova.conf`, isOld),
      evidence,
    };
  },
} as const satisfies Rule;

const isUnsupported = (error: string | null) =>
  /^(?:--\s+)?partition search unsupported with /.test(error ?? '');

function remedyOf(version: string | null, setting: string, isOld: boolean): string {
  const other = version === null ? ' (libvirt_inject_partition=1 in [DEFAULT] up to 2013.2)' : '';
  if (version !== null && inRange(version, '2012.2', '2012.2')) {
    return `Install guestmount (libguestfs) and keep guestfs in img_handlers, or set ${setting}, with the number of the partition.`;
  }
  const off = version !== null && isOld ? 'libvirt_inject_partition=-2' : 'inject_partition=-2';
  return `Install python-guestfs and restart nova-compute, or set ${setting}, with the number of the partition${other}; ${off} there switches injection off.`;
}
