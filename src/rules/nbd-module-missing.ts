// The nbd kernel module is not loaded, so no image that is not raw can be attached.

import type { Cycle } from '../model.ts';
import { citing, type Rule } from './rule.ts';

export const nbdModuleMissing = {
  id: 'nbd-module-missing',
  severity: 'warning',
  title: 'The nbd kernel module is not loaded',
  about:
    "qemu-nbd needs the nbd module of the host's kernel. Nova looks for /sys/block/nbd0 before it attaches an image, and gives up on the nbd handler when it is not there.",
  references: [],
  cycle(cycle) {
    const evidence = citing(missedBy(cycle)?.evidence ?? []);
    if (evidence === null) return null;
    return { detail: DETAIL, remedy: REMEDY, evidence };
  },
  /** Without DEBUG the line does not tell for which image. */
  host({ cycles, nbdComplaints }) {
    if (cycles.some((cycle) => missedBy(cycle) !== undefined)) return [];
    const lines = nbdComplaints.filter(({ note }) => note === 'nbd unavailable: module not loaded');
    const evidence = citing(lines.slice(0, CITED).map((one) => one.evidence));
    if (evidence === null) return [];
    const detail = `${DETAIL} Without DEBUG the log does not tell for which image, nor whether that was to inject.`;
    return [{ detail, remedy: REMEDY, evidence, cycles: [] }];
  },
} as const satisfies Rule;

const missedBy = ({ attempts }: Cycle) =>
  attempts.find(({ error }) => /^nbd unavailable: module not loaded/.test(error ?? ''));

const CITED = 5;
const DETAIL = '/sys/block/nbd0 does not exist on the host, so qemu-nbd cannot attach anything.';
const REMEDY =
  'Load it with "modprobe nbd max_part=16" and make that permanent, or switch injection off.';
