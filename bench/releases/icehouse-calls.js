// Calls of the logger in Icehouse, 2014.1, as several parts of Nova make them: commands with their results,
// locks, and what is told about an instance.

/** @typedef {import('../model.ts').Build} Build */
/** @typedef {import('../model.ts').LogCall} LogCall */

export const PYTHON = '/usr/lib/python2.7/dist-packages';

export const ROOT = 'sudo nova-rootwrap /etc/nova/rootwrap.conf';

/** @param {Build} build @param {string} logger @param {string} message @param {string} place @returns {LogCall} */
export const debug = (build, logger, message, place) => ({
  level: 'DEBUG',
  logger,
  message,
  from: `${place.replace(' ', ` ${PYTHON}/nova/`)}`,
  context: build,
});

/** @param {Build} build @param {string} logger @param {string} message @param {string} place @returns {LogCall} */
export const read = (build, logger, message, place) => ({
  ...debug(build, logger, message, place),
  relevant: true,
});

/** @param {Build} build @param {string} command @param {number} [code] */
export function* run(build, command, code = 0) {
  const logger = 'nova.openstack.common.processutils';
  const place = 'execute openstack/common/processutils.py:';
  yield read(build, logger, `Running cmd (subprocess): ${command}`, `${place}154`);
  yield read(build, logger, `Result was ${code}`, `${place}187`);
}

/** @param {Build} build @param {string} command @param {number} [code] */
export const asRoot = (build, command, code) => run(build, `${ROOT} ${command}`, code);

/** @param {Build} build @param {string} lock */
export function* locked(build, lock) {
  const logger = 'nova.openstack.common.lockutils';
  const place = 'openstack/common/lockutils.py:';
  yield debug(build, logger, `Got semaphore "${lock}"`, `lock ${place}168`);
  yield debug(build, logger, `Got semaphore / lock "${lock}"`, `inner ${place}248`);
  yield debug(build, logger, `Semaphore / lock released "${lock}"`, `inner ${place}252`);
}

/** @param {Build} build @param {LogCall['level']} level @param {string} logger @param {string} message @returns {LogCall} */
export const told = (build, level, logger, message) => ({
  level,
  logger,
  message,
  from: `spawn ${PYTHON}/nova/virt/libvirt/driver.py:2190`,
  context: build,
  instance: build.uuid,
  relevant: true,
});

/** @param {Build} build */
export const keyOf = ({ image }) =>
  `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ${image} mira@example.org`;
