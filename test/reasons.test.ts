// Why this handler: for each way in which a release chooses, small logs and the reason they give, with
// every other handler of the release ruled out.

import { describe, expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { readNovaConf } from '../src/config/index.ts';
import type { HandlerId } from '../src/handlers/index.ts';
import type { Confidence, Cycle } from '../src/model.ts';
import { closed, inputOf, keyOverNbd, nova, opened, REQUEST, UUID } from './support.ts';

interface Given {
  readonly release: string;
  readonly log: readonly string[];
  readonly conf?: string;
}

interface Expected {
  readonly handler: HandlerId | null;
  readonly rule?: string | null;
  readonly confidence: Confidence;
  /** Parts of the text, in any order. */
  readonly text: readonly RegExp[];
  /** Of every handler ruled out, a part of why. */
  readonly not: Readonly<Record<string, RegExp>>;
}

async function onlyCycle({ release, log, conf }: Given): Promise<Cycle> {
  const novaConf = conf === undefined ? [] : [readNovaConf(conf, 'nova.conf')];
  const { report } = await analyze([inputOf(log)], { release, novaConf });
  const [cycle, ...others] = report.cycles;
  if (cycle === undefined || others.length > 0) throw new Error(`${report.cycles.length} cycles`);
  return cycle;
}

function check({ handler, reason }: Cycle, expected: Expected): void {
  expect(handler).toBe(expected.handler);
  if (expected.rule !== undefined) expect(reason.rule).toBe(expected.rule);
  for (const part of expected.text) expect(reason.text).toMatch(part);
  expect(reason.confidence).toBe(expected.confidence);
  expect(reason.settledBy === null).toBe(reason.confidence === 'certain');
  expect(reason.evidence.length).toBeGreaterThan(0);
  const ruledOut = Object.fromEntries(reason.ruledOut.map((out) => [out.handler, out.why]));
  expect(ruledOut).toEqual(
    Object.fromEntries(
      Object.entries(expected.not).map(([id, why]) => [id, expect.stringMatching(why)]),
    ),
  );
  for (const { evidence } of reason.ruledOut) expect(evidence.length).toBeGreaterThan(0);
}

type Row = readonly [string, Given, Expected];

// ---------------------------------------------------------------- 2012.x

const essex = nova('2012.1');
const service = nova('2012.1', { request: null });
const dumped = (name: string, value: string) =>
  service.say('DEBUG', 'nova.service', `${name} : ${value}`);
const built = (...lines: readonly string[]) => [essex.starting(), ...lines, essex.running()];
const overlay = essex.ranPlain(
  `qemu-img create -f qcow2 -o cluster_size=2M,backing_file=/var/lib/nova/instances/_base/ab ${essex.disk}`,
);
const overGuestmount = [
  essex.ran(`guestmount --rw -a ${essex.disk} -m /dev/sda1 /tmp/tmpKlIOSR`),
  ...essex.writeKey('/tmp/tmpKlIOSR'),
  essex.ran('fusermount -u /tmp/tmpKlIOSR'),
];
const overLoop = [
  essex.announced('key'),
  essex.ran(`losetup --find --show ${essex.disk}`),
  essex.map('/dev/loop0'),
  essex.mount('/dev/mapper/loop0p1'),
  ...essex.writeKey(),
  essex.unmount('/dev/mapper/loop0p1'),
  essex.unmap('/dev/loop0'),
  essex.ran('losetup --detach /dev/loop0'),
];
const list = (value: string) => dumped('img_handlers', value);
const cow = (value: string) => dumped('use_cow_images', value);

const listRows: readonly Row[] = [
  [
    'the order of the list, loop dropped by the option',
    {
      release: '2012.1',
      log: [list("['loop', 'nbd', 'guestfs']"), cow('True'), ...built(...keyOverNbd(essex))],
    },
    {
      handler: 'nbd',
      rule: 'img-handlers',
      confidence: 'certain',
      text: [
        /img_handlers is loop, nbd, guestfs \(from the options in the log\)/,
        /loop is skipped/,
      ],
      not: { loop: /dropped untried.*use_cow_images is True/, guestfs: /not reached/ },
    },
  ],
  [
    'nbd named first, so that loop is not reached',
    {
      release: '2012.2',
      log: [list("['nbd', 'loop']"), cow('False'), ...built(...keyOverNbd(essex))],
    },
    {
      handler: 'nbd',
      confidence: 'certain',
      text: [/img_handlers is nbd, loop/],
      not: { loop: /not reached/, guestfs: /not named in img_handlers/ },
    },
  ],
  [
    'nova.conf names file and line and leaves it likely',
    {
      release: '2012.1',
      conf: '[DEFAULT]\nimg_handlers = nbd\n',
      log: built(...keyOverNbd(essex)),
    },
    {
      handler: 'nbd',
      confidence: 'likely',
      text: [/img_handlers is nbd \(nova\.conf nova\.conf:2\)/],
      not: { loop: /not named/, guestfs: /not named/ },
    },
  ],
  [
    'an overlay made by the release without another option for it proves use_cow_images',
    {
      release: '2012.1',
      log: [list('loop,nbd'), ...built(overlay, ...keyOverNbd(essex))],
    },
    {
      handler: 'nbd',
      confidence: 'certain',
      text: [/the disk was made copy-on-write, so use_cow_images is true/],
      not: { loop: /dropped untried/, guestfs: /not named/ },
    },
  ],
  [
    'loop opened the image: use_cow_images is false whatever nova.conf says now',
    {
      release: '2012.1',
      conf: '[DEFAULT]\nuse_cow_images = true\n',
      log: [list('loop,nbd,guestfs'), ...built(...overLoop)],
    },
    {
      handler: 'loop',
      confidence: 'certain',
      text: [/loop is tried, so use_cow_images is false, though .* nova\.conf:2/],
      not: { nbd: /not reached/, guestfs: /not reached/ },
    },
  ],
  [
    'a raw disk goes to nbd all the same where the option is true',
    {
      release: '2012.2',
      log: [
        list('loop,nbd,guestfs'),
        cow('True'),
        ...built(essex.ranPlain(`qemu-img create -f raw ${essex.disk} 64M`), ...keyOverNbd(essex)),
      ],
    },
    {
      handler: 'nbd',
      confidence: 'certain',
      text: [/the disk is a raw file, but Nova goes by the option and treats it as copy-on-write/],
      not: { loop: /dropped untried/, guestfs: /not reached/ },
    },
  ],
  [
    'guestfs after nbd failed',
    {
      release: '2012.1',
      log: built(
        essex.announced('key'),
        essex.attempt('nbd unavailable: module not loaded'),
        ...overGuestmount,
      ),
    },
    {
      handler: 'guestfs',
      confidence: 'likely',
      text: [/nbd failed; guestfs opened the image/],
      not: { loop: /true by default/, nbd: /failed: nbd unavailable: module not loaded/ },
    },
  ],
  [
    'guestfs, and the failure of nbd before it does not show',
    { release: '2012.1', log: built(essex.announced('key'), ...overGuestmount) },
    {
      handler: 'guestfs',
      confidence: 'likely',
      text: [/guestfs opened the image/],
      not: { loop: /dropped/, nbd: /tried and failed, but no line of this capture shows it/ },
    },
  ],
  [
    'a name that is no handler, where Nova stops',
    {
      release: '2012.2',
      log: built(
        essex.announced('key'),
        essex.attempt('nbd unavailable: module not loaded'),
        essex.ignored('no disk image handler for: fuse'),
      ),
      conf: '[DEFAULT]\nimg_handlers = nbd,fuse,guestfs\n',
    },
    {
      handler: null,
      confidence: 'likely',
      text: [/fuse is no handler, and Nova stops there/],
      not: { loop: /not named/, nbd: /failed: nbd/, guestfs: /not reached: Nova stops at fuse/ },
    },
  ],
  [
    'an empty list',
    {
      release: '2012.1',
      log: [
        list('[]'),
        ...built(essex.announced('key'), essex.ignored('no capable image handler configured')),
      ],
    },
    {
      handler: null,
      confidence: 'certain',
      text: [/img_handlers is empty .*nothing is left to try/],
      not: { loop: /not named/, nbd: /not named/, guestfs: /not named/ },
    },
  ],
  [
    'a list of loop alone, which use_cow_images empties',
    {
      release: '2012.1',
      log: [
        list("['loop']"),
        cow('True'),
        ...built(essex.announced('key'), essex.ignored('no capable image handler configured')),
      ],
    },
    {
      handler: null,
      confidence: 'certain',
      text: [/loop is skipped.*nothing is left to try/],
      not: { loop: /dropped/, nbd: /not named/, guestfs: /not named/ },
    },
  ],
  [
    'loop failed, so that use_cow_images is false',
    {
      release: '2012.1',
      log: [
        list('loop,nbd'),
        ...built(
          essex.announced('key'),
          essex.attempt('Could not attach image to loopback: losetup: no free loop device'),
          ...keyOverNbd(essex).slice(1),
        ),
      ],
    },
    {
      handler: 'nbd',
      confidence: 'certain',
      text: [/loop failed; nbd opened the image/],
      not: { loop: /tried first and failed: Could not attach/, guestfs: /not named/ },
    },
  ],
  [
    'a list that cannot have led to it',
    {
      release: '2012.1',
      conf: '[DEFAULT]\nimg_handlers = guestfs\n',
      log: built(...keyOverNbd(essex)),
    },
    {
      handler: 'nbd',
      confidence: 'unknown',
      text: [/does not follow from what this capture shows/],
      not: { loop: /not named/, guestfs: /no line of this capture shows it|not reached/ },
    },
  ],
];

test.each(listRows)('img_handlers: %s', async (_name, given, expected) => {
  check(await onlyCycle(given), expected);
});

// ---------------------------------------------------------------- 2013.1 to 2014.1

const grizzly = nova('2013.1');
const values = 'key=ssh-rsa A net=None metadata=[] admin_password=x files=None';
const DIR = '/tmp/openstack-vfs-localfsAbCdEf';
const LOCAL = 'Falling back to VFSLocalFS';
const GUESTFS = 'Using primary VFSGuestFS';

const imported = (format: string, vfs: string, lines: readonly string[], image?: string) => [
  grizzly.starting(),
  grizzly.requested(values, '1', image),
  grizzly.opening('1', format, image),
  grizzly.vfs('Trying to import guestfs'),
  grizzly.vfs(vfs),
  ...lines,
  grizzly.running(),
];
const overNbd = (image?: string) => [
  grizzly.vfs('Using NbdMount', 'localfs'),
  grizzly.attach('/dev/nbd7', image),
  grizzly.map('/dev/nbd7'),
  grizzly.mount('/dev/mapper/nbd7p1', DIR),
  ...closed(grizzly, '/dev/nbd7'),
];

const importRows: readonly Row[] = [
  [
    'guestfs, from which there is no way back',
    {
      release: '2014.1',
      log: imported('qcow2', GUESTFS, [
        grizzly.vfs(`Setting up appliance for ${grizzly.disk} qcow2`, 'guestfs'),
        grizzly.ignored(`Error mounting ${grizzly.disk} with libguestfs (no kernel)`),
      ]),
    },
    {
      handler: null,
      rule: 'vfs-import',
      confidence: 'certain',
      text: [/could be imported/, /it failed, and Nova does not fall back/],
      not: { loop: /not considered/, nbd: /not considered/ },
    },
  ],
  [
    'the fallback, and nbd by use_cow_images',
    { release: '2013.1', log: imported('qcow2', LOCAL, overNbd()) },
    {
      handler: 'nbd',
      confidence: 'certain',
      text: [/could not be imported/, /opened as qcow2, so use_cow_images is true/],
      not: { guestfs: /could not be imported/, loop: /loop is for raw disks/ },
    },
  ],
  [
    'an LVM volume is opened as qcow2 all the same',
    {
      release: '2013.2',
      log: imported(
        'qcow2',
        LOCAL,
        overNbd('/dev/vg/instance--0000076d_disk'),
        '/dev/vg/instance--0000076d_disk',
      ),
    },
    {
      handler: 'nbd',
      confidence: 'certain',
      text: [/the disk is an LVM volume, but Nova goes by the option/],
      not: { guestfs: /could not be imported/, loop: /loop is for raw disks/ },
    },
  ],
  [
    'an rbd image, too',
    {
      release: '2014.1',
      log: imported(
        'qcow2',
        LOCAL,
        [grizzly.vfs('Using NbdMount', 'localfs'), grizzly.ignored('qemu-nbd error: no')],
        `rbd:vms/${UUID}_disk`,
      ),
    },
    {
      handler: null,
      confidence: 'certain',
      text: [/the disk is an rbd image, but/, /when it failed none was left to try/],
      not: { guestfs: /could not be imported/, loop: /loop is for raw disks/ },
    },
  ],
  [
    'the local handler without the line that says so',
    {
      release: '2013.1',
      conf: '[DEFAULT]\nuse_cow_images=True\n',
      log: [
        grizzly.starting(),
        ...opened(grizzly, '/dev/nbd7', DIR),
        ...grizzly.writeKey(DIR),
        ...closed(grizzly, '/dev/nbd7'),
        grizzly.running(),
      ],
    },
    {
      handler: 'nbd',
      confidence: 'likely',
      text: [
        /only when python-guestfs cannot be imported/,
        /use_cow_images is True \(nova\.conf nova\.conf:2\)/,
      ],
      not: { guestfs: /cannot be imported/, loop: /loop is for raw disks/ },
    },
  ],
  [
    'nothing but the failure of an item',
    { release: '2013.1', log: [grizzly.starting(), grizzly.itemIgnored('net', 'boom')] },
    { handler: null, rule: null, confidence: 'unknown', text: [/^No line/], not: {} },
  ],
];

test.each(importRows)('import of guestfs: %s', async (_name, given, expected) => {
  check(await onlyCycle(given), expected);
});

// ---------------------------------------------------------------- 2014.2 on

const FILE = `/var/lib/nova/instances/${UUID}/disk`;
const model = (format: string) => `<LocalFileImage:{'path': '${FILE}', 'format': '${format}'}>`;
const VOLUME = `<LocalBlockImage:{'path': '/dev/vg/${UUID}_disk', 'format': 'raw'}>`;
const RBD = `<RBDImage:{'name': '${UUID}_disk', 'pool': 'vms', 'format': 'raw'}>`;

/** Lines of one request from 12 on, a second apart. */
function modern() {
  let clock = 0;
  const say = (level: string, logger: string, message: string) => {
    clock += 1;
    const time = `2020-05-01 09:00:${String(clock).padStart(2, '0')}.123`;
    const suffix = level === 'DEBUG' ? ' method /usr/lib/python3/dist-packages/nova/x.py:1' : '';
    return `${time} 4711 ${level} ${logger} [${REQUEST} u p - - -] ${message}${suffix}`;
  };
  const vfs = (message: string, module = 'api') =>
    say('DEBUG', `nova.virt.disk.vfs.${module}`, message);
  const mount = (message: string) => say('DEBUG', 'nova.virt.disk.mount.api', message);
  const asked = (image: string, partition = '1') => [
    say(
      'DEBUG',
      'nova.virt.disk.api',
      `Inject data image=${image} key=ssh-rsa A net=None metadata={} admin_password=<SANITIZED> files=[] partition=${partition}`,
    ),
    vfs(`Instance for image image=${image} partition=${partition}`),
    vfs(GUESTFS),
  ];
  return {
    asked,
    appliance: (image: string) => vfs(`Setting up appliance for ${image}`, 'guestfs'),
    fallback: (text = 'Unable to import guestfs, falling back to VFSLocalFS') =>
      say('INFO', 'nova.virt.disk.vfs.api', text),
    format: (image: string, dir = DIR) =>
      mount(
        `Instance for format image=${image} mountdir=${dir} partition=${dir === DIR ? '1' : 'None'}`,
      ),
    using: (name: string) => mount(`Using ${name}Mount`),
    ignored: (error: string, image = model('qcow2')) =>
      say(
        'WARNING',
        'nova.virt.disk.api',
        `Ignoring error injecting data into image ${image} (${error})`,
      ),
    ran: (command: string) =>
      say(
        'DEBUG',
        'oslo_concurrency.processutils',
        `Running cmd (subprocess): sudo nova-rootwrap /etc/nova/rootwrap.conf ${command}`,
      ),
    key: () =>
      say(
        'DEBUG',
        'nova.virt.disk.api',
        'Inject key fs=<nova.virt.disk.vfs.guestfs.VFSGuestFS object at 0x7f3a5c0> key=ssh-rsa A',
      ),
    stopped: () => vfs('Tearing down appliance', 'guestfs'),
  };
}

function local(image: string, using: string, device: string, attach: string | null): string[] {
  const log = modern();
  const part = device.startsWith('/dev/vg') ? device : `/dev/mapper/${device.slice(5)}p1`;
  return [
    ...log.asked(image),
    log.fallback(),
    log.format(image),
    log.using(using),
    ...(attach === null ? [] : [log.ran(attach)]),
    log.ran(`mount ${part} ${DIR}`),
    log.ran(`tee -a ${DIR}/root/.ssh/authorized_keys`),
    log.ran(`umount ${part}`),
  ];
}

const onNbd = local(model('qcow2'), 'Nbd', '/dev/nbd7', `qemu-nbd -c /dev/nbd7 ${FILE}`);
const onLoop = local(model('raw'), 'Loop', '/dev/loop0', `losetup --find --show ${FILE}`);
const onBlock = local(VOLUME, 'Block', `/dev/vg/${UUID}_disk`, null);
const appliance = (image: string) => {
  const log = modern();
  return [...log.asked(image), log.appliance(image), log.key(), log.stopped()];
};
const unusable = () => {
  const log = modern();
  return [...log.asked(model('qcow2')), log.ignored('libguestfs installed but not usable (boom)')];
};

const capabilityRows: readonly Row[] = [
  [
    '"Using primary VFSGuestFS" and then the fallback: nbd',
    { release: '14', log: onNbd },
    {
      handler: 'nbd',
      rule: 'vfs-capability',
      confidence: 'certain',
      text: [
        /falls back to VFSLocalFS \("Using primary VFSGuestFS".*proves nothing\)/,
        /the disk is a qcow2 file/,
      ],
      not: {
        guestfs: /could not be imported/,
        loop: /loop is for raw files: the disk is a qcow2 file/,
        block: /block is for LVM volumes/,
      },
    },
  ],
  [
    'a raw file: loop, and no block before 13',
    { release: '12', log: onLoop },
    {
      handler: 'loop',
      confidence: 'certain',
      text: [/the disk is a raw file/],
      not: { guestfs: /could not be imported/, nbd: /nbd is for files that are not raw/ },
    },
  ],
  [
    'an LVM volume: block from 13',
    { release: '13', log: onBlock },
    {
      handler: 'block',
      confidence: 'certain',
      text: [/block is for LVM volumes: the disk is an LVM volume/],
      not: { guestfs: /could not be/, loop: /loop is for raw files/, nbd: /nbd is for files/ },
    },
  ],
  [
    'an rbd image without libguestfs: none',
    {
      release: '14',
      log: (() => {
        const log = modern();
        return [
          ...log.asked(RBD),
          log.fallback(),
          log.format(RBD),
          log.ignored(`Image model '${RBD}' is not supported`, RBD),
        ];
      })(),
    },
    {
      handler: null,
      confidence: 'certain',
      text: [/none of loop, nbd, block reads an rbd image/],
      not: {
        guestfs: /could not be/,
        loop: /an rbd image/,
        nbd: /an rbd image/,
        block: /an rbd image/,
      },
    },
  ],
  [
    'in 17 to 22 the local handler is broken',
    { release: '22', log: onNbd },
    {
      handler: 'nbd',
      confidence: 'certain',
      text: [/in 17 to 22 VFSLocalFS is broken/],
      not: { guestfs: /could not be/, loop: /raw files/, block: /LVM/ },
    },
  ],
  [
    'no fallback, and the appliance',
    { release: '18', log: appliance(model('qcow2')) },
    {
      handler: 'guestfs',
      confidence: 'certain',
      text: [/no fallback follows and libguestfs was at work/],
      not: { loop: /not considered/, nbd: /not considered/, block: /not considered/ },
    },
  ],
  [
    'the test of libguestfs fails, which is no fallback',
    { release: '18', log: unusable() },
    {
      handler: null,
      confidence: 'certain',
      text: [/the test of libguestfs failed; Nova does not fall back/],
      not: { loop: /not considered/, nbd: /not considered/, block: /not considered/ },
    },
  ],
  [
    '"Using primary VFSGuestFS" and nothing after it',
    { release: '18', log: modern().asked(model('qcow2')) },
    {
      handler: null,
      rule: null,
      confidence: 'unknown',
      text: [/printed before the import is tried in this release and proves nothing/],
      not: {},
    },
  ],
];

test.each(capabilityRows)('test of guestfs: %s', async (_name, given, expected) => {
  check(await onlyCycle(given), expected);
});

describe('from 12 on', () => {
  test('images_type is named with where it is set', async () => {
    const conf = '[libvirt]\nimages_type = qcow2\n';
    const { reason } = await onlyCycle({ release: '14', log: onNbd, conf });
    expect(reason.text).toContain('images_type is qcow2 (nova.conf nova.conf:2)');
  });
});

const noLonger = /no longer injects/;
const others = { loop: noLonger, nbd: noLonger, block: noLonger };

const guestfsRows: readonly Row[] = [
  [
    'the appliance',
    { release: '26', log: appliance(RBD) },
    {
      handler: 'guestfs',
      rule: 'guestfs-only',
      confidence: 'certain',
      text: [/only\.$/],
      not: others,
    },
  ],
  [
    'libguestfs is missing',
    {
      release: '26',
      log: (() => {
        const log = modern();
        return [
          ...log.asked(model('qcow2')),
          log.ignored("libguestfs is not installed (No module named 'guestfs')"),
        ];
      })(),
    },
    {
      handler: null,
      confidence: 'certain',
      text: [/could not be imported, and there is nothing to fall back to/],
      not: others,
    },
  ],
];

test.each(guestfsRows)('guestfs only: %s', async (_name, given, expected) => {
  check(await onlyCycle(given), expected);
});

// ---------------------------------------------------------------- opened for no injection

const ROOT = `/var/lib/nova/instances/${UUID}/rootfs`;

function mounted(image: string, dir: string, using: string, ...commands: readonly string[]) {
  const log = modern();
  return [log.format(image, dir), log.using(using), ...commands.map(log.ran)];
}

const otherRows: readonly Row[] = [
  [
    'the root of a container, over nbd',
    {
      release: '26',
      log: mounted(
        model('qcow2'),
        ROOT,
        'Nbd',
        `qemu-nbd -c /dev/nbd7 ${FILE}`,
        `mount /dev/nbd7 ${ROOT}`,
      ),
    },
    {
      handler: null,
      rule: 'container-rootfs',
      confidence: 'certain',
      text: [/root of an LXC container/, /the disk is a qcow2 file/],
      not: { loop: /raw files/, block: /LVM/, guestfs: /mounted on the host/ },
    },
  ],
  [
    'a file system that is grown',
    {
      release: '22',
      log: mounted(
        model('qcow2'),
        'None',
        'Nbd',
        `qemu-nbd -c /dev/nbd7 ${FILE}`,
        'e2fsck -fp /dev/nbd7',
        'resize2fs /dev/nbd7',
        'qemu-nbd -d /dev/nbd7',
      ),
    },
    {
      handler: null,
      rule: 'filesystem-resize',
      confidence: 'certain',
      text: [/grown on the host/, /nbd is the handler; whether it opened the image does not show/],
      not: { loop: /raw files/, block: /LVM/, guestfs: /commands of the host/ },
    },
  ],
];

test.each(otherRows)('by format: %s', async (_name, given, expected) => {
  check(await onlyCycle(given), expected);
});

describe('partition None', () => {
  test('of an image with a kernel of its own changes nothing about the handler', async () => {
    const log = modern();
    const image = model('qcow2');
    const cycle = await onlyCycle({
      release: '18',
      log: [...log.asked(image, 'None'), log.appliance(image), log.key(), log.stopped()],
    });
    expect(cycle).toMatchObject({ handler: 'guestfs', partition: null });
    expect(cycle.reason).toMatchObject({ rule: 'vfs-capability', confidence: 'certain' });
  });
});

test('lines from before 2012.1 are not judged by the rules of later releases', async () => {
  const said = (level: string, logger: string, message: string) =>
    `2012-02-07 16:07:29,186 ${level} ${logger} [62e988d1-54d9-45f8-9715-795d930241b8 None None] ${message}`;
  const ran = (command: string) =>
    said(
      'DEBUG',
      'nova.utils',
      `Running cmd (subprocess): sudo ${command} from (pid=687) execute /usr/lib/python2.7/dist-packages/nova/utils.py:167`,
    );
  const driver = 'nova.virt.libvirt_conn';
  const { report } = await analyze([
    inputOf([
      said('INFO', driver, 'instance instance-0000000d: injecting key into image 14'),
      ran(`qemu-nbd -c /dev/nbd15 ${essex.disk}`),
      said(
        'WARNING',
        driver,
        'instance instance-0000000d: ignoring error injecting data into image 14 (x)',
      ),
    ]),
  ]);
  expect(report.releases.map(({ series }) => series)).toEqual([null]);
  expect(report.cycles).toMatchObject([{ outcome: 'failed-ignored', items: [{ item: 'key' }] }]);
  expect(report.cycles[0]?.reason).toMatchObject({
    rule: null,
    confidence: 'unknown',
    text: expect.stringContaining('before 2012.1'),
    ruledOut: [],
  });
});
