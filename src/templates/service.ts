// nova/service.py and oslo's service modules: the version line and the options dumped at start.

import { options } from '../releases/index.ts';
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

/** Every option told of, once for all releases. */
const names = new Map(
  options.map(({ group, name }) => [
    group === 'DEFAULT' ? name : `${group}.${name}`,
    { group, name },
  ]),
);

// The value of a name that looks secret is not printed: `libvirt_inject_key : FLAG SET `, later `****`.
const masked = (value: string) => /^(?:FLAG SET ?|\*+)$/.test(value);

export const optionDumped = [...names].map(([printed, { group, name }]) =>
  template({
    id: `service.option.${printed}`,
    // Both forms have a blank behind the name.
    needles: [`${printed} `],
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
  }),
);
