// Logs that speak of injection, or of images, without one: none may be reported.

import { expect, test } from 'vitest';
import { reportOn } from './support.ts';

const say = (level: string, logger: string, message: string) =>
  `2026-11-22 07:21:16.462 11391 ${level} ${logger} [req-628ad449-618d-4c95-b96e-305243872a5a u p - d d] ${message}`;
const UUID = '3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21';
const MARK = `[instance: ${UUID}]`;
const MODEL = `<LocalFileImage:{'format': 'qcow2', 'path': '/var/lib/nova/instances/${UUID}/disk'}>`;

test.each([
  [
    'options that switch it off',
    [
      say('DEBUG', 'oslo_service.service', 'libvirt.inject_key             = False log_opt_values'),
      say('DEBUG', 'oslo_service.service', 'libvirt.inject_partition       = -2 log_opt_values'),
    ],
  ],
  [
    'an RPC dump with files and a password',
    [
      say(
        'DEBUG',
        'nova.openstack.common.rpc.amqp',
        "received {u'method': u'run_instance', u'args': {u'injected_files': [[u'/etc/motd', u'aGk=']], u'admin_password': u'x'}}",
      ),
    ],
  ],
  [
    'a network that is not injected',
    [
      say(
        'DEBUG',
        'nova.network.neutron',
        `${MARK} Updating instance_info_cache with network_info: [{"id": "e1", "network": {"meta": {"injected": false}}}]`,
      ),
    ],
  ],
  [
    'the fake driver',
    [
      say('INFO', 'nova.virt.driver', "Loading compute driver 'fake.FakeDriver'"),
      say('INFO', 'nova.compute.manager', `${MARK} Took 0.01 seconds to build instance.`),
    ],
  ],
  [
    'audits and periodic tasks',
    [
      say('AUDIT', 'nova.compute.resource_tracker', 'Auditing locally available compute resources'),
      say('DEBUG', 'oslo_service.periodic_task', 'Running periodic task ComputeManager._poll'),
    ],
  ],
  [
    'an injection that has nothing to write',
    [
      say(
        'DEBUG',
        'nova.virt.libvirt.driver',
        `${MARK} Checking root disk injection InjectionInfo(network_info=[])`,
      ),
    ],
  ],
  [
    'a check whether a filesystem can grow',
    [
      say('DEBUG', 'nova.virt.disk.api', `Checking if we can extend filesystem inside ${MODEL}.`),
      say('DEBUG', 'nova.virt.disk.vfs.api', `Instance for image image=${MODEL} partition=None`),
      say('DEBUG', 'nova.virt.disk.vfs.api', 'Using primary VFSGuestFS'),
      say('DEBUG', 'nova.virt.disk.vfs.guestfs', `Setting up appliance for ${MODEL}`),
      say('DEBUG', 'nova.virt.disk.vfs.guestfs', 'Tearing down appliance'),
    ],
  ],
])('%s is no injection', async (_name, lines) => {
  const { cycles, summary } = await reportOn([
    ...lines,
    say('INFO', 'nova.virt.libvirt.driver', `${MARK} Instance spawned successfully.`),
  ]);
  expect(cycles.filter(({ purpose }) => purpose === 'injection')).toEqual([]);
  expect(summary.injections).toBe(0);
});
