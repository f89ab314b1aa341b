// Lines that are long where a pattern could try the same letters again and again. In: a size. Out: lines.

/** What a pattern may begin with over and over. */
const REPEATED = [
  ...['/', ' ', '\t', '\r', '.', '0', '(', '=', '{"', ' [', '--', "'\\", '"\\', "\\'", '\x1b[31m'],
  ...['0:', 'A+', 'sk-', 'E,E', 'f/', '><br ', ' | ', '<nova:name', '<host=c', '<domain ', '&lt;'],
  ...['Command: ', 'Command: tee /', "' on '", ' path=', ' with error ', ' partition=', ' key='],
  ...[
    ' failed. Retrying.',
    '" returned: 1 in ',
    ' from <',
    'name: ',
    'password=',
    'token\\',
    '://a:',
  ],
  ...[
    'Stdout: ',
    "Stdout: 'a",
    'ssh-rsa AAAA ',
    '-----BEGIN PRIVATE KEY',
    'req-o [',
    '[instance: ',
  ],
  ...[
    '_COMM=]',
    '_COMM="',
    '{""log":"',
    '"MESSAGE":"0',
    '"name": "',
    'Etb 0 00:00:00 ',
    'DEBUG a [',
  ],
  ...[
    'with libguestfs (',
    'qemu-nbd ',
    ' execute /a.py:1',
    ' from (pid=1) ',
    'sosreport-',
    '/home/',
  ],
  ...['haproxy: T:0 [', 'nova.api.ec2 [', '"GET /', 'Kernel command line: ', 'DMI: ', 'console'],
  ...['setting system clock to ', 'Cloud-init v. a finished at ', '[0.0] ', 'ci-info: | '],
];

/** What leads to a pattern. */
const BEFORE = [
  '',
  '{"log":"',
  '{"message": "',
  'Nov 22 08:03:48 cn1 nova-compute[1]: ',
  '<14>1 2012-05-14T09:21:07Z cn1 nova-compute 1 - - ',
  'ci-info: +++++Authorized keys from a for user ',
  ...[
    ['rpc.amqp', "received {'args': {'instance': {'a': '"],
    ['virt.disk.api', 'Inject data image=/disk key='],
    ['virt.disk.api', 'Inject file fs=a path='],
    ['virt.disk.api', "Failed to mount container filesystem '"],
    ['virt.disk.api', 'Unable to mount image /disk with error '],
    ['virt.disk.api', 'Ignoring error injecting data into image ('],
    ['virt.disk.api', 'Ignoring error injecting data into image (with libguestfs ('],
    ['utils', "['sudo', '"],
    ['utils', 'CMD "'],
    ['utils', 'Running cmd (subprocess): sudo nova-rootwrap '],
    ['utils', 'Running cmd (subprocess): umount /'],
    ['virt.libvirt.driver', 'End _get_guest_xml xml='],
    ['virt.libvirt.driver', 'Checking root disk injection InjectionInfo('],
  ].map(([logger, text]) => `2014-06-03 09:00:00.123 4711 DEBUG nova.${logger} [-] ${text}`),
];

/** @param size of each, in letters */
export function attacks(size: number): readonly string[] {
  return BEFORE.flatMap((before) =>
    REPEATED.map((text) => before + text.repeat(Math.ceil(size / text.length))),
  );
}
