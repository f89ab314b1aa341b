// nova/openstack/common/rpc/amqp.py and nova/virt/libvirt/vif.py: lines that print all of an instance,
// uuid and name among the rest. Nothing else of them is read: they also hold keys and files.

import type { EventFacts } from '../model.ts';
import { readDictionary, unquoted } from './python-repr.ts';
import { template } from './template.ts';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Until it has an id, an instance's name is its uuid. */
function identityIn(instance: string): EventFacts | null {
  const fields = readDictionary(instance);
  const uuid = unquoted(fields?.get('uuid') ?? '');
  const name = unquoted(fields?.get('name') ?? '');
  if (uuid === null || !UUID.test(uuid) || name === null || !/^\S+$/.test(name)) return null;
  return name === uuid ? null : { kind: 'identity', uuid, name, version: null };
}

const INSTANCE =
  "{u'uuid': u'3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21', u'name': u'instance-0000076d'}";

/** A call of another service: in 2012.1 it names instances by uuid alone. */
export const callReceived = template({
  id: 'rpc.call-received',
  needles: ["'instance': {"],
  variants: [
    {
      since: '2012.2',
      until: '2013.2',
      loggers: ['nova.openstack.common.rpc.amqp'],
      format: 'received %(call)s',
      sample: `received {'_context_roles': [], 'args': {'instance': ${INSTANCE}}, 'method': 'run_instance'}`,
    },
  ],
  secretsAfter: 'received ',
  event: ({ call = '' }) => {
    const args = readDictionary(call)?.get('args');
    const instance = args === undefined ? undefined : readDictionary(args)?.get('instance');
    return instance === undefined ? null : identityIn(instance);
  },
});

/** The instance is followed by its interface. */
export const interfaceHandled = template({
  id: 'vif.interface-handled',
  variants: [
    {
      since: '2013.1',
      until: '2014.1',
      loggers: ['nova.virt.libvirt.vif'],
      format: 'vif_type=%(type)s instance={%(rest)s',
      sample: `vif_type=bridge instance=${INSTANCE} vif=VIF({'id': u'9a3c'})`,
    },
  ],
  holes: { type: 'word', rest: 'greedy' },
  secretsAfter: ' instance={',
  event: ({ rest = '' }) => identityIn(`{${rest}`),
});
