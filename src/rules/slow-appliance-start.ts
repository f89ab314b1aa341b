// The appliance of libguestfs took long to start: as a rule its processor is emulated.

import type { ConfigValue, Cycle, TimelineStep } from '../model.ts';
import { compareVersions } from '../releases/index.ts';
import { citing, type FiredOnHost, type HostView, type Rule } from './rule.ts';
import { between, seconds } from './times.ts';

/** With KVM an appliance is up in two to five seconds; emulated it takes some twenty to sixty. */
const LONG = 10_000;

interface Start {
  readonly cycle: Cycle;
  readonly from: TimelineStep;
  readonly to: TimelineStep;
  readonly ms: number;
}

export const slowApplianceStart = {
  id: 'slow-appliance-start',
  severity: 'info',
  title: 'The appliance of libguestfs was slow to start',
  about:
    'For every image libguestfs boots a small virtual machine. With KVM that takes a few seconds; where KVM cannot be used the processor is emulated (TCG), and it takes ten times as long, on every boot with an injection. From 2014.2 on Nova asks for emulation itself when virt_type is not kvm, which has an effect from 20.0.0 on.',
  references: ['LP #1286256', 'LP #1735823'],
  host(host) {
    const slow = host.cycles
      .flatMap((cycle) => startOf(cycle) ?? [])
      .filter(({ ms }) => ms >= LONG)
      .sort((one, other) => other.ms - one.ms);
    const [longest] = slow;
    if (longest === undefined) return [];
    const evidence = citing([longest.from.evidence[0], longest.to.evidence[0]]);
    if (evidence === null) return [];
    const others =
      slow.length === 1 ? '' : `, the longest of ${slow.length} that took over ${LONG / 1000} s`;
    const fired: FiredOnHost = {
      cycles: slow.map(({ cycle }) => cycle),
      detail: `${seconds(longest.ms)} passed between "Setting up appliance" and the image being mounted in it${others}.`,
      remedy: remedyOn(host),
      evidence,
    };
    return [fired];
  },
} as const satisfies Rule;

/** From setting up the appliance to what it did first. */
function startOf(cycle: Cycle): Start | null {
  if (cycle.mechanism !== 'vfs-guestfs') return null;
  const at = cycle.steps.findIndex(({ step, command }) => step === 'attach' && command === null);
  const from = cycle.steps[at];
  const to = cycle.steps[at + 1];
  if (from === undefined || to === undefined || to.step !== 'mount') return null;
  const ms = between(from.at, to.at);
  return ms === null ? null : { cycle, from, to, ms };
}

function remedyOn({ option, version }: HostView): string {
  const type = option('libvirt', 'virt_type') ?? option('DEFAULT', 'libvirt_type');
  const kvm =
    'Check that /dev/kvm exists and that the user of nova-compute may open it: "ls -l /dev/kvm", "usermod -aG kvm nova".';
  if (!isEmulated(type)) return kvm;
  const isForced = version !== null && compareVersions(version, '20.0.0') >= 0;
  return isForced
    ? `virt_type is ${type?.value}, so Nova asks libguestfs for emulation: set [libvirt] virt_type=kvm where the host has KVM, or switch injection off with [libvirt] inject_partition=-2.`
    : kvm;
}

const isEmulated = (type: ConfigValue | null) => type?.value != null && type.value !== 'kvm';
