// Which of Nova's logging calls wrote a line, of those whose line numbers are known for every tag.

import type { EventFacts } from '../model.ts';
import type { CallSite } from '../releases/index.ts';

/** Where a call site is, in any distribution's installation of Nova, with the number of its line. */
const SITES: readonly {
  readonly site: CallSite;
  readonly place: RegExp;
  readonly fits: (facts: EventFacts) => boolean;
}[] = [
  {
    site: 'run_cmd',
    place: /\/nova\/(?:utils|openstack\/common\/processutils)\.pyc?:(\d+)$/,
    fits: ({ kind }) => kind === 'command',
  },
  {
    site: 'instance_is_running',
    place: /\/nova\/virt\/libvirt\/(?:connection|driver)\.pyc?:(\d+)$/,
    fits: (facts) => facts.kind === 'boot' && facts.stage === 'running',
  },
  {
    site: 'vfs_primary',
    place: /\/nova\/virt\/disk\/vfs\/api\.pyc?:(\d+)$/,
    fits: (facts) => facts.kind === 'vfs-chosen' && facts.vfs === 'vfs-guestfs',
  },
  {
    site: 'map_dev',
    place: /\/nova\/virt\/disk\/mount\/api\.pyc?:(\d+)$/,
    fits: (facts) => facts.kind === 'device-step' && facts.step === 'map',
  },
  {
    site: 'release_nbd',
    place: /\/nova\/virt\/disk\/mount\/nbd\.pyc?:(\d+)$/,
    fits: (facts) => facts.kind === 'device-step' && facts.step === 'detach',
  },
  {
    site: 'tearing_down_appliance',
    place: /\/nova\/virt\/disk\/vfs\/guestfs\.pyc?:(\d+)$/,
    fits: (facts) => facts.kind === 'appliance' && facts.step === 'stop',
  },
];

/** @param caller `path:line` of the logging call, where the line carries it */
export function callSiteOf(
  facts: EventFacts,
  caller: string | null,
): { readonly site: CallSite; readonly line: number } | null {
  if (caller === null) return null;
  for (const { site, place, fits } of SITES) {
    const line = fits(facts) ? place.exec(caller)?.[1] : undefined;
    if (line !== undefined) return { site, line: Number(line) };
  }
  return null;
}
