// Calls of the logger in Epoxy, 2025.1 (31.0.0), as several parts of Nova make them: commands with their
// results, locks, and what is told about an instance.

/** @typedef {import('../model.ts').Build} Build */
/** @typedef {import('../model.ts').LogCall} LogCall */

export const PYTHON = '/usr/lib/python3/dist-packages';

/** @param {Build} build @param {string} logger @param {string} message @param {string} place @returns {LogCall} */
export const debug = (build, logger, message, place) => ({
  level: 'DEBUG',
  logger,
  message,
  from: place.replace(' ', ` ${PYTHON}/`),
  context: build,
});

/** @param {Build} build @param {string} logger @param {string} message @param {string} place @returns {LogCall} */
export const read = (build, logger, message, place) => ({
  ...debug(build, logger, message, place),
  relevant: true,
});

/** @param {Build} build @param {string} logger @param {string} message @param {string} place @returns {LogCall} */
export const told = (build, logger, message, place) => ({
  ...read(build, logger, message, place),
  instance: build.uuid,
});

/** @param {Build} build @param {string} command */
export function* run(build, command) {
  const logger = 'oslo_concurrency.processutils';
  const place = 'execute oslo_concurrency/processutils.py:';
  yield read(build, logger, `Running cmd (subprocess): ${command}`, `${place}349`);
  yield read(build, logger, `CMD "${command}" returned: 0 in 0.072s`, `${place}372`);
}

/** @param {Build} build @param {string} lock */
export function* locked(build, lock) {
  const logger = 'oslo_concurrency.lockutils';
  const by = 'by "nova.compute.resource_tracker.ResourceTracker.instance_claim"';
  const place = 'inner oslo_concurrency/lockutils.py:';
  yield debug(build, logger, `Acquiring lock "${lock}" ${by}`, `${place}405`);
  yield debug(build, logger, `Lock "${lock}" acquired ${by} :: waited 0.001s`, `${place}410`);
  yield debug(build, logger, `Lock "${lock}" "released" ${by} :: held 0.044s`, `${place}424`);
}

/** @param {Build} build */
export const keyOf = ({ image }) => `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ${image} alice@bastion`;

/** @param {Build} build */
export const vifOf = ({ uuid }) =>
  `[{"id": "${uuid}", "address": "fa:16:3e:89:37:f0", "network": {"id": "${uuid}", "bridge": "br-int", "label": "provider-net", "subnets": [{"cidr": "198.51.100.0/24", "dns": [], "gateway": {"address": "198.51.100.1", "type": "gateway", "version": 4, "meta": {}}, "ips": [{"address": "198.51.100.100", "type": "fixed", "version": 4, "meta": {}, "floating_ips": []}], "routes": [], "version": 4, "meta": {"enable_dhcp": true}}], "meta": {"injected": false, "mtu": 1450}}, "type": "ovs", "vnic_type": "normal", "profile": {}, "meta": {}}]`;

export const DRIVER = 'nova.virt.libvirt.driver';
