// An injection in Epoxy, 2025.1 (31.0.0): through libguestfs, no command of it in the log. In: a build. Out:
// the calls of the logger, then the truth.

import { DRIVER, keyOf, read, told, vifOf } from './epoxy-calls.js';

/** @typedef {import('../model.ts').Build} Build */
/** @typedef {import('../model.ts').LogCall} LogCall */

const GUESTFS = 'nova.virt.disk.vfs.guestfs';
const API = 'nova.virt.disk.api';
const FS = 'fs=<nova.virt.disk.vfs.guestfs.VFSGuestFS object at 0x7f85ccca8980>';

/** @param {Build} build @param {string} path @param {boolean} appends */
function* writesFile(build, path, appends) {
  const append = appends ? 'True' : 'False';
  const message = `Inject file ${FS} path=${path} append=${append}`;
  yield read(build, API, message, '_inject_file_into_fs nova/virt/disk/api.py:496');
  const [how, place] = appends ? ['Append', 'append_file'] : ['Replace', 'replace_file'];
  yield read(
    build,
    GUESTFS,
    `${how} file path=${path}`,
    `${place} nova/virt/disk/vfs/guestfs.py:298`,
  );
}

/** @param {Build} build @param {string} metadata */
function* writes(build, metadata) {
  const place = '_inject_key_into_fs nova/virt/disk/api.py:533';
  yield read(build, API, `Inject key ${FS} key=${keyOf(build)}`, place);
  const vfs = 'nova/virt/disk/vfs/guestfs.py:';
  yield read(build, GUESTFS, 'Make directory path=root/.ssh', `make_path ${vfs}293`);
  const owner = 'Set ownership path=root/.ssh user=root group=root';
  yield read(build, GUESTFS, owner, `set_ownership ${vfs}335`);
  yield read(build, GUESTFS, 'chown uid=0 gid=0', `set_ownership ${vfs}356`);
  yield* writesFile(build, 'root/.ssh/authorized_keys', true);
  if (metadata === '{}') return;
  const message = `Inject metadata ${FS} metadata=${metadata}`;
  yield read(build, API, message, '_inject_metadata_into_fs nova/virt/disk/api.py:505');
  yield* writesFile(build, 'meta.js', false);
}

/** @param {Build} build @param {import('../chance.js').Chance} chance @param {string} disk
 *  @returns {Generator<LogCall, import('../model.ts').Injection>} */
export function* inject(build, chance, disk) {
  const image = `<LocalFileImage:{'format': 'qcow2', 'path': '${disk}'}>`;
  const metadata = chance.happens(0.4) ? "{'role': 'web'}" : '{}';
  const info = `InjectionInfo(network_info=${vifOf(build)}, files=[], admin_pass=<SANITIZED>)`;
  const driver = '_inject_data nova/virt/libvirt/driver.py:';
  yield told(build, DRIVER, `Checking root disk injection ${info}`, `${driver}5111`);
  yield told(build, DRIVER, `Injecting ${info}`, `${driver}5140`);
  yield read(
    build,
    API,
    `Inject data image=${image} key=${keyOf(build)} net=None metadata=${metadata} admin_password=<SANITIZED> files=[] partition=-1`,
    'inject_data nova/virt/disk/api.py:362',
  );
  const vfs = 'nova.virt.disk.vfs.api';
  const place = 'instance_for_image nova/virt/disk/vfs/api.py:';
  yield read(build, vfs, `Instance for image image=${image} partition=-1`, `${place}46`);
  yield read(build, vfs, 'Using primary VFSGuestFS', `${place}50`);
  const items = metadata === '{}' ? ['key'] : ['key', 'metadata'];
  const about = {
    instance: build.uuid,
    request: build.request,
    items,
    device: null,
    mountDir: null,
  };
  if (chance.happens(0.1)) {
    const error =
      'libguestfs installed but not usable (guestfs_launch failed.\nThis usually means the libguestfs appliance failed to start or crashed.)';
    const message = `Ignoring error injecting data into image ${image} (${error}): nova.exception.NovaException: ${error}`;
    yield { ...read(build, API, message, ''), level: 'WARNING' };
    return { ...about, handler: null, outcome: 'failed-ignored' };
  }
  const appliance = 'nova/virt/disk/vfs/guestfs.py:';
  yield read(build, GUESTFS, `Setting up appliance for ${image}`, `setup ${appliance}181`);
  yield {
    ...read(
      build,
      GUESTFS,
      `Inspecting guest OS image ${image}`,
      `setup_os_inspect ${appliance}136`,
    ),
    after: 600,
  };
  const root = 'Inspecting guest OS root filesystem /dev/sda1';
  yield read(build, GUESTFS, root, `setup_os_root ${appliance}152`);
  yield read(build, GUESTFS, 'Mounting /dev/sda1 at /', `setup_os_root ${appliance}165`);
  yield* writes(build, metadata);
  yield read(build, GUESTFS, 'Tearing down appliance', `teardown ${appliance}258`);
  return { ...about, handler: 'guestfs', outcome: 'completed' };
}
