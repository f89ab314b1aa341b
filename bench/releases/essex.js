// Essex, 2012.1: how it builds an instance, what it does beside, and how its lines look.

import { whole } from '../times.js';
import { PYTHON, run, semaphore, told } from './essex-calls.js';
import { inject } from './essex-injection.js';

/** @typedef {import('../model.ts').Build} Build */
/** @typedef {import('../model.ts').LogCall} LogCall */

/** @param {Build} build @param {string} dir */
function* createImage(build, dir) {
  const base = `/var/lib/nova/instances/_base/${build.image.replaceAll('-', '')}`;
  yield run(build, `mkdir -p ${dir}/`);
  yield told(build, 'INFO', 'Creating image');
  yield semaphore(build, 'Attempting to grab', base);
  yield semaphore(build, 'Got', base);
  yield run(build, `env LC_ALL=C LANG=C qemu-img info ${base}.part`);
  yield run(build, `qemu-img convert -O raw ${base}.part ${base}.converted`);
  yield run(build, `qemu-img create -f qcow2 -o cluster_size=2M,backing_file=${base} ${dir}/disk`);
}

/** @type {import('../model.ts').Release['build']} */
function* spawn(build, host, chance) {
  const dir = `/var/lib/nova/instances/${build.name}`;
  yield {
    ...told(build, 'AUDIT', 'Starting instance...'),
    logger: 'nova.compute.manager',
  };
  yield* createImage(build, dir);
  const items = ['metadata', 'key', 'net'].filter((item) => item === 'key' || chance.happens(0.4));
  for (const item of items)
    yield told(build, 'INFO', `Injecting ${item} into image ${build.image}`);
  const injection = yield* inject(build, host, chance, `${dir}/disk`, items);
  yield told(build, 'DEBUG', 'Instance is running');
  yield { ...told(build, 'INFO', 'Instance spawned successfully.'), context: null };
  return injection;
}

const TASKS = /** @type {const} */ ([
  '_heal_instance_info_cache',
  '_poll_bandwidth_usage',
  '_poll_rescued_instances',
  '_publish_service_capabilities',
  '_report_driver_status',
]);

/** @param {Build} build @param {import('../chance.js').Chance} chance @returns {LogCall} */
function beside(build, chance) {
  const context = chance.happens(0.6) ? build : null;
  switch (chance.below(6)) {
    case 0:
      return {
        level: 'DEBUG',
        logger: 'nova.rpc.amqp',
        message: `received {'_context_roles': ['member'], '_context_request_id': u'${build.request}', '_context_read_deleted': 'no', '_msg_id': None, 'args': {'instance_uuid': u'${build.uuid}', 'address': u'203.0.113.${chance.below(256)}'}, '_context_auth_token': '<SANITIZED>', '_context_is_admin': False, '_context_project_id': u'${build.project}', '_context_user_id': u'${build.user}', 'method': 'network_info', '_context_remote_address': u'198.51.100.${chance.below(256)}'}`,
        from: `_safe_log ${PYTHON}/nova/rpc/common.py:160`,
        context: null,
      };
    case 1:
      return semaphore(build, 'Attempting to grab', chance.hex(40));
    case 2:
      return semaphore(build, 'Got', chance.hex(40));
    case 3:
      return {
        level: 'INFO',
        logger: 'nova.compute.manager',
        message: 'Updating host status',
        from: '',
        context,
      };
    default:
      return {
        level: 'DEBUG',
        logger: 'nova.manager',
        message: chance.happens(0.5)
          ? `Running periodic task ComputeManager.${chance.of(TASKS)}`
          : `Skipping ComputeManager._sync_power_states, ${chance.below(40)} ticks left until next run`,
        from: `periodic_tasks ${PYTHON}/nova/manager.py:149`,
        context,
      };
  }
}

/** @type {import('../model.ts').Release} */
export const essex = {
  version: '2012.1',
  begin: Date.UTC(2012, 4, 14, 8),
  journal: false,
  text({ level, logger, message, from, context, instance }, ms, { pid }) {
    const who = context === null ? '-' : `${context.request} ${context.user} ${context.project}`;
    const what = instance === undefined ? message : `[instance: ${instance}] ${message}`;
    const place = level === 'DEBUG' ? ` from (pid=${pid}) ${from}` : '';
    return `${whole(ms)} ${level} ${logger} [${who}] ${what}${place}`;
  },
  startup: () => [
    {
      level: 'AUDIT',
      logger: 'nova.service',
      message: 'Starting compute node (version 2012.1-LOCALBRANCH:LOCALREVISION)',
      from: '',
      context: null,
      relevant: true,
    },
  ],
  build: spawn,
  beside,
};
