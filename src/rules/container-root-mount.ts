// The root of a container is mounted from its image on the host: no injection, and meant to stay.

import { citing, type Rule } from './rule.ts';

export const containerRootMount = {
  id: 'container-root-mount',
  severity: 'info',
  title: 'An image was mounted as the root of a container',
  about:
    'With libvirt_type=lxc (virt_type from 2014.1) the image of an instance is mounted on rootfs in its directory and stays mounted while the container runs, whether or not anything is injected. The device it holds is no leak.',
  references: [],
  host({ cycles }) {
    const roots = cycles.filter(
      ({ purpose, outcome }) => purpose === 'container-rootfs' && !outcome.startsWith('failed'),
    );
    const evidence = citing(roots.flatMap(({ steps }) => steps[0]?.evidence[0] ?? []).slice(0, 5));
    if (evidence === null) return [];
    const times = roots.length === 1 ? 'once' : `${roots.length} times`;
    return [
      {
        cycles: roots,
        detail: `An image was opened ${times} for the root of an LXC container, which is no injection.`,
        remedy: null,
        evidence,
      },
    ];
  },
} as const satisfies Rule;
