// Calls of the logger in Essex, 2012.1, as several parts of Nova make them: commands, semaphores, and what is
// told about an instance.

/** @typedef {import('../model.ts').Build} Build */
/** @typedef {import('../model.ts').LogCall} LogCall */

export const PYTHON = '/usr/lib/python2.7/dist-packages';

export const EXECUTE = `execute ${PYTHON}/nova/utils.py:219`;

export const CONNECTION = 'nova.virt.libvirt.connection';

/** @param {Build} build @param {string} command @returns {LogCall} */
export const run = (build, command) => ({
  level: 'DEBUG',
  logger: 'nova.utils',
  message: `Running cmd (subprocess): ${command}`,
  from: EXECUTE,
  context: build,
  relevant: true,
});

/** @param {Build} build @param {string} command */
export const asRoot = (build, command) => run(build, `sudo nova-rootwrap ${command}`);

/** @param {Build} build @param {LogCall['level']} level @param {string} message @returns {LogCall} */
export const told = (build, level, message) => ({
  level,
  logger: CONNECTION,
  message,
  from: `spawn ${PYTHON}/nova/virt/libvirt/connection.py:905`,
  context: build,
  instance: build.uuid,
  relevant: true,
});

/** @param {Build} build @param {'Attempting to grab' | 'Got'} what @param {string} lock @returns {LogCall} */
export const semaphore = (build, what, lock) => ({
  level: 'DEBUG',
  logger: 'nova.utils',
  message: `${what} semaphore "${lock}" for method "call_if_not_exists"...`,
  from: `inner ${PYTHON}/nova/utils.py:${what === 'Got' ? 931 : 927}`,
  context: build,
});
