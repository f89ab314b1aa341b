// What guests and the metadata service print, written short: a console with its key table, cloud-init.log,
// access lines, authorized_keys. Keys are made here and are nobody's.

import { createHash } from 'node:crypto';
import type { EvidenceKind } from '../src/model.ts';
import type { EvidenceInput } from '../src/sources/index.ts';
import { inputOf, type Text } from './support.ts';

export function evidenceOf(kind: EvidenceKind, text: Text, path: string = kind): EvidenceInput {
  return { ...inputOf(text, path), evidence: kind };
}

/** An ed25519 key of these 32 equal bytes. */
export function keyOf(byte: number, comment = 'alice@example.org'): string {
  const field = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const blob = Buffer.concat([field(Buffer.from('ssh-ed25519')), field(Buffer.alloc(32, byte))]);
  return `ssh-ed25519 ${blob.toString('base64')} ${comment}`;
}

export const ALICE = keyOf(1);
export const BOB = keyOf(2, 'bob@example.net');

/** As cloud-init from 20.1 on prints it. */
export function fingerprint(key: string, hash: 'sha256' | 'md5' = 'sha256'): string {
  const blob = Buffer.from(key.split(' ')[1] ?? '', 'base64');
  return (createHash(hash).update(blob).digest('hex').match(/../g) ?? []).join(':');
}

const clock = (at: Date) => `${at.toUTCString().replace('GMT', '+0000')}`;
const later = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000);

export interface GuestOptions {
  readonly booted: Date;
  readonly ip?: string;
  readonly host?: string;
  readonly datasource?: string;
  readonly version?: string;
  readonly keys?: readonly string[];
  readonly id?: string;
}

/** From the kernel's first line to the login prompt. */
export function consoleOf({
  booted,
  ip = '192.0.2.61',
  host = 'web-1',
  datasource = 'DataSourceOpenStackLocal [net,ver=2]',
  version = '22.4.2',
  keys = [],
}: GuestOptions): readonly string[] {
  const rows = keys.map((key) => `ci-info: | ssh-ed25519 | ${fingerprint(key)} |    -    | x |\r`);
  const table = [
    'ci-info: +++++Authorized keys from /home/debian/.ssh/authorized_keys for user debian+++++\r',
    'ci-info: |   Keytype   | Fingerprint (sha256) | Options | Comment |\r',
    ...rows,
  ];
  return [
    '[    0.000000] Linux version 6.1.0-50-cloud-amd64\r',
    `\u001b[0;32m[   20.1] cloud-init[386]: Cloud-init v. ${version} running 'init' at ${clock(later(booted, 20))}. Up 20.00 seconds.\r`,
    `[   21.1] cloud-init[386]: ci-info: |  ens3  | True | ${ip} | 255.255.255.0 | global | fa:16:3e:cf:ba:3c |\r`,
    ...(keys.length > 0
      ? table
      : ['ci-info: no authorized SSH keys fingerprints found for user debian.\r']),
    `${host} login: [   40.0] cloud-init[482]: Cloud-init v. ${version} finished at ${clock(later(booted, 40))}. Datasource ${datasource}.  Up 40.00 seconds\r`,
  ];
}

/** A console on which nothing of cloud-init stands. */
export const bareConsole = (booted: Date, more = ''): readonly string[] => [
  '[    0.000000] Linux version 6.1.0-50-cloud-amd64',
  `[    0.048706] Kernel command line: root=/dev/vda1 console=ttyS0${more}`,
  `[    2.000000] rtc_cmos 00:05: setting system clock to x UTC (${booted.getTime() / 1000 + 2})`,
  'web-1 login: ',
];

/** Sizes of root's authorized_keys before and after, and of the default user's. */
export interface KeyFiles {
  readonly before: number;
  readonly after: number;
  readonly user: number;
  readonly refused?: boolean;
}

export function cloudInitLogOf(
  {
    booted,
    id = 'iid-datasource-none',
    datasource = 'DataSourceOpenStackLocal [net,ver=2]',
    version = '22.4.2',
  }: GuestOptions,
  files: KeyFiles | null = null,
): readonly string[] {
  const at = (seconds: number) =>
    later(booted, seconds).toISOString().replace('T', ' ').slice(0, 19);
  const line = (seconds: number, file: string, message: string) =>
    `${at(seconds)},018 - ${file}[DEBUG]: ${message}`;
  const name = datasource.split(' ')[0] ?? '';
  const skip =
    'Skipping import of publish SSH keys per config setting: allow_public_ssh_keys=False';
  return [
    line(
      10,
      'util.py',
      `Cloud-init v. ${version} running 'init-local' at ${clock(later(booted, 10))}. Up 10.00 seconds.`,
    ),
    line(11, 'stages.py', `Loaded datasource ${name} - ${datasource}`),
    line(12, 'main.py', `[local] init will now be targeting instance id: ${id}. new=True`),
    ...(files?.refused ? [line(12, 'cc_ssh.py', skip)] : []),
    ...(files === null
      ? []
      : [
          line(13, 'util.py', 'Writing to /home/debian/.ssh/authorized_keys - wb: [600] 0 bytes'),
          line(
            13,
            'util.py',
            `Writing to /home/debian/.ssh/authorized_keys - wb: [600] ${files.user} bytes`,
          ),
          line(14, 'util.py', `Read ${files.before} bytes from /root/.ssh/authorized_keys`),
          line(
            14,
            'util.py',
            `Writing to /root/.ssh/authorized_keys - wb: [600] ${files.after} bytes`,
          ),
        ]),
  ];
}

export const KEY_PATH = '/2009-04-04/meta-data/public-keys/0/openssh-key';

/** A request as nova-api of 2012.1 logs it. */
export const asked = (time: string, ip: string, path = KEY_PATH, status = 200): string =>
  `${time} INFO nova.api.ec2 [-] 0.130s ${ip} GET ${path} None:None ${status} [Python-urllib/2.7] text/plain text/html`;

/** A request behind the neutron agent, with the line that names the instance. */
export const askedBy = (time: string, uuid: string, ip: string, path = KEY_PATH, status = 200) => [
  `${time}.001 77 DEBUG nova.api.metadata.handler [-] Metadata request headers: {'X-Forwarded-For': '${ip}', 'X-Instance-Id': '${uuid}', 'X-Instance-Id-Signature': '0123456789abcdef'}`,
  `${time}.002 77 INFO nova.metadata.wsgi.server [-] ${ip},203.0.113.7 "GET ${path} HTTP/1.1" status: ${status} len: 252 time: 0.0009`,
];

export const injectedFile = (...entries: readonly string[]) => [
  '',
  '# The following ssh key was injected by Nova',
  ...entries,
];

export const FORCED = 'no-port-forwarding,command="echo login as debian;sleep 10;exit 142" ';
