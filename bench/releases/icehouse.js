// Icehouse, 2014.1, without the libguestfs binding: how it builds an instance, what it does beside, and how
// its lines look.

import { precise } from '../times.js';
import { debug, locked, run, told } from './icehouse-calls.js';
import { inject } from './icehouse-injection.js';

/** @typedef {import('../model.ts').Build} Build */
/** @typedef {import('../model.ts').LogCall} LogCall */

/** @param {Build} build @param {string} dir */
function* createImage(build, dir) {
  const base = `/var/lib/nova/instances/_base/${build.image.replaceAll('-', '')}`;
  yield told(build, 'INFO', 'nova.virt.libvirt.driver', 'Creating image');
  yield* locked(build, `${dir}/disk.info`);
  yield* run(build, `env LC_ALL=C LANG=C qemu-img info ${base}`);
  yield* run(build, `qemu-img create -f qcow2 -o backing_file=${base} ${dir}/disk`);
}

/** @type {import('../model.ts').Release['build']} */
function* spawn(build, host, chance) {
  const dir = `/var/lib/nova/instances/${build.uuid}`;
  yield told(build, 'AUDIT', 'nova.compute.manager', 'Starting instance...');
  yield* locked(build, 'compute_resources');
  yield* createImage(build, dir);
  const injection = yield* inject(build, host, chance, `${dir}/disk`);
  yield* locked(build, 'compute_resources');
  yield told(build, 'DEBUG', 'nova.virt.libvirt.driver', 'Instance is running');
  yield {
    ...told(build, 'INFO', 'nova.virt.libvirt.driver', 'Instance spawned successfully.'),
    context: null,
  };
  return injection;
}

/** @param {Build} build */
const domain = ({ uuid, name }) =>
  `<domain type="kvm">\n  <uuid>${uuid}</uuid>\n  <name>${name}</name>\n  <memory>2097152</memory>\n  <vcpu>1</vcpu>\n  <devices>\n    <disk type="file" device="disk">\n      <driver cache="none" name="qemu" type="qcow2" />\n      <source file="/var/lib/nova/instances/${uuid}/disk" />\n      <target bus="virtio" dev="vda" />\n    </disk>\n  </devices>\n</domain>\n`;

/** @param {Build} build @param {import('../chance.js').Chance} chance @returns {LogCall} */
function beside(build, chance) {
  const lock = chance.happens(0.5) ? 'compute_resources' : chance.uuid();
  const places = 'openstack/common/lockutils.py:';
  switch (chance.below(8)) {
    case 0:
      return debug(
        build,
        'nova.network.api',
        `Updating cache with info: [VIF({'ovs_interfaceid': None, 'network': Network({'bridge': 'br100', 'subnets': [Subnet({'ips': [FixedIP({'meta': {}, 'version': 4, 'type': 'fixed', 'floating_ips': [], 'address': u'203.0.113.${chance.below(256)}'})], 'version': 4, 'meta': {}, 'dns': [IP({'meta': {}, 'version': 4, 'type': 'dns', 'address': u'192.0.2.53'})], 'routes': [], 'cidr': u'203.0.113.0/24'})], 'id': u'${build.image}'})})]`,
        'update_instance_cache_with_nw_info network/api.py:75',
      );
    case 1:
    case 2:
      return debug(
        build,
        'nova.openstack.common.lockutils',
        `Semaphore / lock released "${lock}"`,
        `inner ${places}252`,
      );
    case 5:
      return {
        ...debug(
          build,
          'nova.virt.libvirt.driver',
          `End to_xml xml=${domain(build)}`,
          'to_xml virt/libvirt/driver.py:3440',
        ),
        instance: build.uuid,
      };
    case 3:
      return {
        ...debug(
          build,
          'nova.compute.resource_tracker',
          `Free disk (GB): ${chance.below(900)}`,
          '',
        ),
        level: 'AUDIT',
        context: null,
      };
    case 4:
      return debug(
        build,
        'nova.objects.instance',
        `Lazy-loading \`info_cache' on Instance uuid ${build.uuid}`,
        'obj_load_attr objects/instance.py:519',
      );
    default:
      return debug(
        build,
        'nova.openstack.common.periodic_task',
        'Running periodic task ComputeManager._sync_power_states',
        'run_periodic_tasks openstack/common/periodic_task.py:178',
      );
  }
}

/** @type {import('../model.ts').Release} */
export const icehouse = {
  version: '2014.1',
  begin: Date.UTC(2014, 6, 14, 8),
  journal: false,
  text({ level, logger, message, from, context, instance }, ms, { pid }) {
    const who = context === null ? '-' : `${context.request} ${context.user} ${context.project}`;
    const what = instance === undefined ? message : `[instance: ${instance}] ${message}`;
    const place = level === 'DEBUG' ? ` ${from}` : '';
    return `${precise(ms)} ${pid} ${level} ${logger} [${who}] ${what}${place}`;
  },
  startup: () => [
    {
      level: 'AUDIT',
      logger: 'nova.service',
      message: 'Starting compute node (version 2014.1.0)',
      from: '',
      context: null,
      relevant: true,
    },
  ],
  build: spawn,
  beside,
};
