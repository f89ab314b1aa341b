// nova/service.py and oslo's service modules: the version line and the options dumped at start.

import { template } from './template.ts';

const service = ['nova.service'];

export const serviceStarted = template({
  id: 'service.started',
  variants: [
    {
      since: '2012.1',
      until: null,
      loggers: service,
      format: 'Starting compute node (version %(version)s)',
      sample: 'Starting compute node (version 2012.1.3-LOCALBRANCH:LOCALREVISION)',
    },
  ],
  holes: { version: 'word' },
  event: ({ version = '' }) => ({ kind: 'service-started', version }),
});

/** Options a verdict can rest on, with their groups; their names are the dump's needles. */
const OPTIONS: readonly (readonly [group: string, name: string])[] = [
  ['DEFAULT', 'img_handlers'],
  ['DEFAULT', 'use_cow_images'],
  ['DEFAULT', 'force_raw_images'],
  ['DEFAULT', 'flat_injected'],
  ['DEFAULT', 'force_config_drive'],
  ['DEFAULT', 'libvirt_inject_key'],
  ['DEFAULT', 'libvirt_inject_password'],
  ['DEFAULT', 'libvirt_inject_partition'],
  ['DEFAULT', 'libvirt_images_type'],
  ['DEFAULT', 'libvirt_type'],
  ['DEFAULT', 'compute_driver'],
  ['DEFAULT', 'max_nbd_devices'],
  ['DEFAULT', 'timeout_nbd'],
  ['libvirt', 'inject_key'],
  ['libvirt', 'inject_password'],
  ['libvirt', 'inject_partition'],
  ['libvirt', 'images_type'],
  ['libvirt', 'virt_type'],
];

// The value of a name that looks secret is not printed: `libvirt_inject_key : FLAG SET `, later `****`.
const masked = (value: string) => /^(?:FLAG SET ?|\*+)$/.test(value);

export const optionDumped = OPTIONS.map(([group, name]) => {
  const printed = group === 'DEFAULT' ? name : `${group}.${name}`;
  return template({
    id: `service.option.${printed}`,
    needles: [printed],
    variants: [
      {
        since: '2012.1',
        until: '2013.1',
        loggers: service,
        format: `${printed} : %(value)s`,
        sample: `${printed} : True`,
      },
      {
        since: '2013.2',
        until: null,
        loggers: [
          'nova.openstack.common.service',
          'oslo_service.service',
          'oslo_service.backend._eventlet.service',
          'nova.cmd.compute',
        ],
        // The name is padded to 30 columns.
        format: `${printed.padEnd(30)} = %(value)s`,
        sample: `${printed.padEnd(30)} = True`,
      },
    ],
    event: ({ value = '' }) => ({
      kind: 'option',
      group,
      name,
      value: masked(value) ? null : value,
    }),
  });
});
