// Epoxy, 2025.1 (31.0.0): how it builds an instance, what it does beside, and how its lines look.

import { precise } from '../times.js';
import { DRIVER, debug, locked, run, told, vifOf } from './epoxy-calls.js';
import { inject } from './epoxy-injection.js';

/** @typedef {import('../model.ts').Build} Build */
/** @typedef {import('../model.ts').LogCall} LogCall */

/** @type {import('../model.ts').Release['build']} */
function* spawn(build, _host, chance) {
  const dir = `/var/lib/nova/instances/${build.uuid}`;
  const base = `/var/lib/nova/instances/_base/${build.image.replaceAll('-', '')}`;
  const manager = 'nova.compute.manager';
  const starting = '_do_build_and_run_instance nova/compute/manager.py:2439';
  yield told(build, manager, 'Starting instance...', starting);
  yield* locked(build, 'compute_resources');
  const spawning = '_build_and_run_instance nova/compute/manager.py:2645';
  yield told(build, manager, 'Start spawning the instance on the hypervisor.', spawning);
  yield { ...told(build, DRIVER, 'Creating image(s)', ''), level: 'INFO' };
  yield* locked(build, `${dir}/disk.info`);
  yield* run(
    build,
    `env LC_ALL=C LANG=C qemu-img create -f qcow2 -o backing_file=${base},backing_fmt=raw ${dir}/disk 1073741824`,
  );
  const injection = yield* inject(build, chance, `${dir}/disk`);
  const xml = '_get_guest_xml nova/virt/libvirt/driver.py:7748';
  yield {
    ...debug(build, DRIVER, `Start _get_guest_xml network_info=${vifOf(build)}`, xml),
    instance: build.uuid,
  };
  yield told(
    build,
    DRIVER,
    'Guest created on hypervisor',
    'spawn nova/virt/libvirt/driver.py:4871',
  );
  const done = told(build, DRIVER, 'Instance spawned successfully.', '');
  yield { ...done, level: 'INFO', context: null };
  const took = told(build, manager, 'Took 3.61 seconds to build instance.', '');
  yield { ...took, level: 'INFO' };
  return injection;
}

/** @param {Build} build @param {import('../chance.js').Chance} chance @returns {LogCall} */
function beside(build, chance) {
  const place = 'inner oslo_concurrency/lockutils.py:';
  switch (chance.below(7)) {
    case 0: {
      const message = `Updating instance_info_cache with network_info: ${vifOf(build)}`;
      const from = 'update_instance_cache_with_nw_info nova/network/neutron.py:116';
      return { ...debug(build, 'nova.network.neutron', message, from), instance: build.uuid };
    }
    case 1:
    case 2:
      return debug(
        build,
        'oslo_concurrency.lockutils',
        `Lock "refresh_cache-${chance.uuid()}" "released" by "nova.compute.manager.ComputeManager._heal_instance_info_cache" :: held 0.0${chance.below(99)}s`,
        `${place}424`,
      );
    case 3:
      return debug(
        build,
        'nova.compute.resource_tracker',
        `Hypervisor/Node resource view: name=${build.name} free_ram=${chance.below(64000)}MB free_disk=${chance.below(900)}GB free_vcpus=8`,
        '_report_hypervisor_resource_view nova/compute/resource_tracker.py:1136',
      );
    case 4:
      return debug(
        build,
        'ovsdbapp.backend.ovs_idl.vlog',
        `[POLLIN] on fd ${chance.below(30)}`,
        '__log_wakeup ovs/poller.py:263',
      );
    default:
      return debug(
        build,
        'oslo_service.periodic_task',
        'Running periodic task ComputeManager._poll_volume_usage',
        'run_periodic_tasks oslo_service/periodic_task.py:210',
      );
  }
}

/** @type {import('../model.ts').Release} */
export const epoxy = {
  version: '31.0.0',
  begin: Date.UTC(2025, 6, 14, 8),
  journal: true,
  text({ level, logger, message, from, context, instance }, ms, { pid }) {
    const who =
      context === null
        ? '-'
        : `None ${context.request} ${context.user} ${context.project} - - default default`;
    const what = instance === undefined ? message : `[instance: ${instance}] ${message}`;
    const place = level === 'DEBUG' ? ` ${from}` : '';
    return `${precise(ms)} ${pid} ${level} ${logger} [${who}] ${what}${place}`;
  },
  startup: () => [
    {
      level: 'INFO',
      logger: 'nova.service',
      message: 'Starting compute node (version 31.0.0)',
      from: '',
      context: null,
      relevant: true,
    },
  ],
  build: spawn,
  beside,
};
