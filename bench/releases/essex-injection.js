// An injection in Essex, 2012.1: through qemu-nbd, each step a command. In: a build. Out: the calls of the
// logger, then the truth.

import { asRoot, PYTHON, told } from './essex-calls.js';

/** @typedef {import('../model.ts').Build} Build */
/** @typedef {import('../model.ts').LogCall} LogCall */

/** @param {Build} build @param {string} dir @param {readonly string[]} items */
function* writes(build, dir, items) {
  if (items.includes('key')) {
    yield asRoot(build, `mkdir -p ${dir}/root/.ssh`);
    yield asRoot(build, `chown root ${dir}/root/.ssh`);
    yield asRoot(build, `chmod 700 ${dir}/root/.ssh`);
    yield asRoot(build, `tee -a ${dir}/root/.ssh/authorized_keys`);
  }
  if (items.includes('net')) {
    yield asRoot(build, `mkdir -p ${dir}/etc/network`);
    yield asRoot(build, `chown root:root ${dir}/etc/network`);
    yield asRoot(build, `chmod 755 ${dir}/etc/network`);
    yield asRoot(build, `tee ${dir}/etc/network/interfaces`);
  }
  if (items.includes('metadata')) yield asRoot(build, `tee ${dir}/meta.js`);
}

/** @param {Build} build @param {import('../model.ts').Host} host @param {import('../chance.js').Chance} chance
 *  @param {string} disk @param {readonly string[]} items
 *  @returns {Generator<LogCall, import('../model.ts').Injection>} */
export function* inject(build, host, chance, disk, items) {
  const about = { instance: build.uuid, request: build.request, items };
  const device = host.nbd.pop();
  if (device === undefined) throw new Error('more builds at a time than nbd devices');
  const mountDir = `/tmp/tmp${chance.word()}`;
  yield asRoot(build, `qemu-nbd -c ${device} ${disk}`);
  if (chance.happens(0.1)) {
    host.nbd.unshift(device);
    const error = `nbd device ${device} did not show up`;
    yield {
      ...told(build, 'DEBUG', error),
      logger: 'nova.virt.disk.api',
      from: `mount ${PYTHON}/nova/virt/disk/api.py:205`,
      after: 10_000,
    };
    const nothing = { ...about, handler: null, device: null, mountDir: null };
    yield told(
      build,
      'WARNING',
      `Ignoring error injecting data into image ${build.image} (\n--\n${error})`,
    );
    return { ...nothing, outcome: 'failed-ignored' };
  }
  const mapped = `/dev/mapper/${device.slice(5)}p1`;
  yield asRoot(build, `kpartx -a ${device}`);
  yield asRoot(build, `mount ${mapped} ${mountDir}`);
  yield* writes(build, mountDir, items);
  yield asRoot(build, `umount ${mapped}`);
  yield asRoot(build, `kpartx -d ${device}`);
  yield asRoot(build, `qemu-nbd -d ${device}`);
  host.nbd.push(device);
  return { ...about, handler: 'nbd', device, mountDir, outcome: 'completed' };
}
