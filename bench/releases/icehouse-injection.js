// An injection in Icehouse, 2014.1, without the libguestfs binding: through qemu-nbd, each step announced by
// the VFS and the mounter and run as a command. In: a build. Out: the calls of the logger, then the truth.

import { asRoot, keyOf, locked, ROOT, read, told } from './icehouse-calls.js';

/** @typedef {import('../model.ts').Build} Build */
/** @typedef {import('../model.ts').LogCall} LogCall */

/** @param {Build} build @param {string} dir @param {string} path @param {boolean} appends */
function* writesFile(build, dir, path, appends) {
  const local = 'nova.virt.disk.vfs.localfs';
  const fs = 'fs=<nova.virt.disk.vfs.localfs.VFSLocalFS object at 0x7f1235b45850>';
  const append = appends ? 'True' : 'False';
  const how = appends ? 'Append' : 'Replace';
  yield read(
    build,
    'nova.virt.disk.api',
    `Inject file ${fs} path=${path} append=${append}`,
    '_inject_file_into_fs virt/disk/api.py:471',
  );
  yield read(build, local, `${how} file path=${path}`, 'append_file virt/disk/vfs/localfs.py:105');
  yield* asRoot(build, `readlink -nm ${dir}/${path}`);
  yield* asRoot(build, `tee ${appends ? '-a ' : ''}${dir}/${path}`);
}

/** @param {Build} build @param {string} dir @param {string} metadata */
function* writes(build, dir, metadata) {
  const fs = 'fs=<nova.virt.disk.vfs.localfs.VFSLocalFS object at 0x7f1235b45850>';
  const local = 'nova.virt.disk.vfs.localfs';
  const place = 'make_path virt/disk/vfs/localfs.py:100';
  yield read(
    build,
    'nova.virt.disk.api',
    `Inject key ${fs} key=${keyOf(build)}`,
    '_inject_key_into_fs virt/disk/api.py:508',
  );
  yield read(build, local, 'Make directory path=root/.ssh', place);
  yield* asRoot(build, `readlink -nm ${dir}/root/.ssh`);
  yield* asRoot(build, `mkdir -p ${dir}/root/.ssh`);
  yield* writesFile(build, dir, 'root/.ssh/authorized_keys', true);
  if (metadata === '{}') return;
  yield read(
    build,
    'nova.virt.disk.api',
    `Inject metadata ${fs} metadata=${metadata}`,
    '_inject_metadata_into_fs virt/disk/api.py:480',
  );
  yield* writesFile(build, dir, 'meta.js', false);
}

/** @param {Build} build @param {import('../model.ts').Host} host @param {import('../chance.js').Chance} chance
 *  @param {string} disk @returns {Generator<LogCall, import('../model.ts').Injection>} */
export function* inject(build, host, chance, disk) {
  const vfs = 'nova.virt.disk.vfs.api';
  const mount = 'nova.virt.disk.mount.api';
  const metadata = chance.happens(0.4) ? "{u'role': u'web'}" : '{}';
  const items = metadata === '{}' ? ['key'] : ['key', 'metadata'];
  const about = { instance: build.uuid, request: build.request, items };
  yield read(
    build,
    'nova.virt.disk.api',
    `Inject data image=${disk} key=${keyOf(build)} net=None metadata=${metadata} admin_password=<SANITIZED> files=[] partition=1 use_cow=True`,
    'inject_data virt/disk/api.py:345',
  );
  const place = 'instance_for_image virt/disk/vfs/api.py:';
  const image = `imgfile=${disk} imgfmt=qcow2 partition=1`;
  yield read(build, vfs, `Instance for image ${image}`, `${place}29`);
  yield read(build, vfs, 'Trying to import guestfs', `${place}32`);
  yield read(build, vfs, 'Falling back to VFSLocalFS', `${place}44`);
  yield read(
    build,
    'nova.virt.disk.vfs.localfs',
    'Using NbdMount',
    'setup virt/disk/vfs/localfs.py:71',
  );
  const device = host.nbd.splice(chance.below(host.nbd.length), 1)[0];
  if (device === undefined) throw new Error('more builds at a time than nbd devices');
  const mapped = `/dev/mapper/${device.slice(5)}p1`;
  const dir = `/tmp/openstack-vfs-localfs${chance.word()}`;
  yield* attach(build, device, disk);
  yield read(build, mount, `Mount ${mapped} on ${dir}`, 'mnt_dev virt/disk/mount/api.py:191');
  const fails = chance.happens(0.1);
  yield* asRoot(build, `mount ${mapped} ${dir}`, fails ? 32 : 0);
  if (fails) {
    yield* failsToMount(build, device, mapped, dir);
    host.nbd.push(device);
    return { ...about, handler: null, device: null, mountDir: dir, outcome: 'failed-ignored' };
  }
  yield* writes(build, dir, metadata);
  yield* asRoot(build, `blockdev --flushbufs ${device}`);
  yield read(build, mount, `Umount ${mapped}`, 'unmnt_dev virt/disk/mount/api.py:207');
  yield* asRoot(build, `umount ${mapped}`);
  yield* detach(build, device);
  host.nbd.push(device);
  return { ...about, handler: 'nbd', device, mountDir: dir, outcome: 'completed' };
}

/** @param {Build} build @param {string} device @param {string} disk */
function* attach(build, device, disk) {
  yield* locked(build, 'nbd-allocation-lock');
  const place = '_inner_get_dev virt/disk/mount/nbd.py:86';
  yield read(build, 'nova.virt.disk.mount.nbd', `Get nbd device ${device} for ${disk}`, place);
  yield* asRoot(build, `qemu-nbd -c ${device} ${disk}`);
  const mount = 'nova.virt.disk.mount.api';
  yield read(build, mount, `Map dev ${device}`, 'map_dev virt/disk/mount/api.py:138');
  yield* asRoot(build, `kpartx -a ${device}`);
}

/** @param {Build} build @param {string} device */
function* detach(build, device) {
  const mount = 'nova.virt.disk.mount.api';
  yield read(build, mount, `Unmap dev ${device}`, 'unmap_dev virt/disk/mount/api.py:182');
  yield* asRoot(build, `kpartx -d ${device}`);
  const place = 'unget_dev virt/disk/mount/nbd.py:125';
  yield read(build, 'nova.virt.disk.mount.nbd', `Release nbd device ${device}`, place);
  yield* asRoot(build, `qemu-nbd -d ${device}`);
}

/** @param {Build} build @param {string} device @param {string} mapped @param {string} dir */
function* failsToMount(build, device, mapped, dir) {
  const mount = 'nova.virt.disk.mount.api';
  const error = `Failed to mount filesystem: Unexpected error while running command.\nCommand: ${ROOT} mount ${mapped} ${dir}\nExit code: 32\nStdout: ''\nStderr: 'mount: wrong fs type, bad option, bad superblock on ${mapped}\\n'`;
  yield read(build, mount, error, 'mnt_dev virt/disk/mount/api.py:196');
  const place = 'do_mount virt/disk/mount/api.py:221';
  yield read(build, mount, 'Fail to mount, tearing back down', place);
  yield* detach(build, device);
  const local = 'nova.virt.disk.vfs.localfs';
  yield read(build, local, `Failed to mount image ${error})`, 'setup virt/disk/vfs/localfs.py:80');
  const ignoring = `Ignoring error injecting data into image (${error})`;
  const { instance: _, ...warning } = told(build, 'WARNING', 'nova.virt.disk.api', ignoring);
  yield warning;
}
