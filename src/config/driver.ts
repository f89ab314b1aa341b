// Which hypervisor driver a host runs. What is known of injection holds for libvirt alone; XenAPI and
// baremetal call the same code and print some of the same lines. In: options. Out: libvirt or not.

import type { ComputeDriver, ConfigValue } from '../model.ts';

/** The default up to 2012.2, which goes by connection_type. */
const BY_CONNECTION = /(?:^|\.)get_connection$/;

/** Drivers of Nova's tree, as module or connection type; what else is not libvirt by name may still be
 *  built on it. */
const OTHERS =
  /^(?:nova\.virt\.)?(?:fake|xenapi|vmwareapi|hyperv|baremetal|ironic|powervm|docker|zvm)(?:\.|_conn|$)/i;

/** @param option an option of the host in [DEFAULT], in force at some line */
export function computeDriver(option: (name: string) => ConfigValue | null): ComputeDriver {
  const driver = option('compute_driver');
  const isIndirect = driver?.value != null && BY_CONNECTION.test(driver.value);
  const by = isIndirect ? option('connection_type') : driver;
  const name = by?.value ?? null;
  if (by === null || name === null) return { isLibvirt: null, by: null };
  if (/libvirt/i.test(name)) return { isLibvirt: true, by };
  return { isLibvirt: OTHERS.test(name) ? false : null, by };
}
