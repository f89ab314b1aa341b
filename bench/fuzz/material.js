// What damaged logs are made of. In: folders. Out: the logs in them, and texts that parsers stumble over.

import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A small input shows as much as a large one, and sooner. */
const MOST = 1 << 20;

/** @param {readonly string[]} folders those that are missing are passed over */
export function logsIn(folders) {
  return folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:log|txt)$/.test(name))
      .sort()
      .map((name) => readFileSync(`${folder}/${name}`).subarray(0, MOST)),
  );
}

const TEXTS = [
  '\n',
  '\r',
  '\r\n',
  '\0',
  '\u2028',
  '\u0085',
  '\ufeff',
  '\u202e',
  '\u{e0041}',
  '\x1b[31m',
  '\x1b[0m'.repeat(50),
  '\x1b]0;title\x07',
  ' '.repeat(300),
  '\t',
  '"',
  "'",
  '\\',
  '\\u0000',
  '{',
  '{"',
  '[{"a":'.repeat(40),
  '}',
  '***',
  '%(error)s',
  '__proto__',
  'constructor',
  'NaN',
  '-1',
  '99999999999999999999',
  '1e400',
  '9999-99-99 99:99:99',
  '9999-12-31 23:59:59',
  '0000-01-01 00:00:00',
  '2012-02-30 24:00:00.999999999+99:99',
  'Feb 29 23:59:60',
  '[req-',
  '[instance: ',
  'req-6f3d1c2e-8a0b-4c55-9d1f-2b7a4e9c0d11',
  '3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21',
  ' INFO nova.virt.libvirt.driver [-] ',
  ' ERROR nova.compute.manager [-] ',
  'TRACE nova.compute.manager ',
  'Injecting key into image ',
  'Injecting data into image ',
  'Running cmd (subprocess): ',
  'Result was ',
  'sudo nova-rootwrap /etc/nova/rootwrap.conf ',
  'qemu-nbd -c /dev/nbd15 /var/lib/nova/instances/instance-0000076d/disk',
  'kpartx -a /dev/nbd15',
  'mount /dev/mapper/nbd15p1 /tmp/tmpxGBdT0',
  'umount /dev/mapper/nbd15p1',
  'qemu-nbd -d /dev/nbd15',
  'guestmount --rw -a ',
  'Starting compute node (version ',
  'Stdout: ',
  'password=',
  'ssh-rsa AAAA',
  '-----BEGIN RSA PRIVATE KEY-----',
  'Traceback (most recent call last):',
  '__CURSOR=s=1;i=2\n',
  '__REALTIME_TIMESTAMP=',
  'MESSAGE\n\x05\0\0\0\0\0\0\0hello\n',
  '{"log":"',
  '{"message":"',
  '{"MESSAGE":[72,105],"__REALTIME_TIMESTAMP":"1"}\n',
  'Nov 22 08:03:48 cn1 nova-compute[1]: ',
  '<14>1 2012-05-14T09:21:07Z cn1 nova-compute 1 - - ',
  'Suppressed 7 messages from nova-compute.service',
  '> ',
  '--\n',
];

/** Among them bytes that are no UTF-8. */
export const TOKENS = [
  ...TEXTS.map((text) => Buffer.from(text)),
  Buffer.from([0xff, 0xfe]),
  Buffer.from([0xc3, 0x28]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xf4, 0x90, 0x80, 0x80]),
];
