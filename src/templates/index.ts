// Every template there is. To add one: declare it in the file named after the Nova module that prints
// it; a new module is a new file and a line here. The sieve's needles follow from this list.

import * as computeManager from './compute-manager.ts';
import * as diskApi from './disk-api.ts';
import * as instanceDumps from './instance-dumps.ts';
import * as libvirtConn from './libvirt-conn.ts';
import * as libvirtDriver from './libvirt-driver.ts';
import * as mount from './mount.ts';
import * as processutils from './processutils.ts';
import * as rateLimits from './rate-limits.ts';
import * as service from './service.ts';
import type { Template } from './template.ts';
import * as vfs from './vfs.ts';

const isTemplate = (value: unknown): value is Template =>
  typeof value === 'object' && value !== null && 'variants' in value;

export const templates: readonly Template[] = [
  processutils,
  libvirtDriver,
  libvirtConn,
  diskApi,
  vfs,
  mount,
  computeManager,
  instanceDumps,
  service,
  rateLimits,
].flatMap((module) => Object.values(module).flat().filter(isTemplate));
