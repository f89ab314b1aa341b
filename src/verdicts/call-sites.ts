// Which of Nova's logging calls wrote a line, of those whose line numbers are known for every tag.

import type { EventFacts } from '../model.ts';
import type { CallSite } from '../releases/index.ts';

/** Where a call site is, in any distribution's installation of Nova. */
const SITES: readonly {
  readonly site: CallSite;
  readonly file: RegExp;
  readonly fits: (facts: EventFacts) => boolean;
}[] = [
  {
    site: 'run_cmd',
    file: /\/nova\/(?:utils|openstack\/common\/processutils)$/,
    fits: ({ kind }) => kind === 'command',
  },
  {
    site: 'instance_is_running',
    file: /\/nova\/virt\/libvirt\/(?:connection|driver)$/,
    fits: (facts) => facts.kind === 'boot' && facts.stage === 'running',
  },
  {
    site: 'vfs_primary',
    file: /\/nova\/virt\/disk\/vfs\/api$/,
    fits: (facts) => facts.kind === 'vfs-chosen' && facts.vfs === 'vfs-guestfs',
  },
  {
    site: 'map_dev',
    file: /\/nova\/virt\/disk\/mount\/api$/,
    fits: (facts) => facts.kind === 'device-step' && facts.step === 'map',
  },
  {
    site: 'release_nbd',
    file: /\/nova\/virt\/disk\/mount\/nbd$/,
    fits: (facts) => facts.kind === 'device-step' && facts.step === 'detach',
  },
  {
    site: 'tearing_down_appliance',
    file: /\/nova\/virt\/disk\/vfs\/guestfs$/,
    fits: (facts) => facts.kind === 'appliance' && facts.step === 'stop',
  },
];

/** @param caller `path:line` of the logging call, where the line carries it */
export function callSiteOf(
  facts: EventFacts,
  caller: string | null,
): { readonly site: CallSite; readonly line: number } | null {
  const [, file = '', line = ''] = /^(.*)\.pyc?:(\d+)$/.exec(caller ?? '') ?? [];
  const found = SITES.find((one) => one.fits(facts) && one.file.test(file));
  return found === undefined ? null : { site: found.site, line: Number(line) };
}
