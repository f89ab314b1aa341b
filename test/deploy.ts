// What the tests of deploy/ share: the commands its README.md tells, a place to run them in, and hosts to log in to.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './support.ts';

/** Of one section, in order. */
export function commandsOf(section: string): string {
  const text = readFileSync(`${root}deploy/README.md`, 'utf8');
  const [, own = ''] = text.split(`\n## ${section}\n`);
  const [body = ''] = own.split('\n## ');
  const commands = body.match(/^ {4}.*$/gm) ?? [];
  if (commands.length === 0) throw new Error(`no command in ${section}`);
  return commands.map((line) => line.trim()).join('\n');
}

export const isThere = (...programs: readonly string[]) =>
  programs.every(
    (program) => spawnSync('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${program}`]).status === 0,
  );

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Place {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs a script as a user would who stands in a clone. */
  run(script: string, env?: Readonly<Record<string, string>>): Ran;
}

/** A clone in little: deploy, src and dist/bin, with inject-trace on the path, which is the file that is copied. */
export function placeIn(path: string, single: string): Place {
  mkdirSync(`${path}/bin`, { recursive: true });
  mkdirSync(`${path}/dist/bin`, { recursive: true });
  mkdirSync(`${path}/home`);
  cpSync(`${root}deploy`, `${path}/deploy`, { recursive: true });
  symlinkSync(`${root}src`, `${path}/src`);
  cpSync(single, `${path}/dist/bin/inject-trace`);
  addProgram(path, 'inject-trace', `exec ${process.execPath} ${root}bin/inject-trace.js "$@"`);
  const env = {
    PATH: `${path}/bin:${process.env['PATH']}:/usr/sbin`,
    HOME: `${path}/home`,
    LANG: 'C.UTF-8',
  };
  return {
    path,
    env,
    run(script, more = {}) {
      const { status, stdout, stderr } = spawnSync(
        'bash',
        ['--norc', '-euo', 'pipefail', '-c', script],
        {
          cwd: path,
          env: { ...env, ...more },
          encoding: 'utf8',
          maxBuffer: 1 << 28,
        },
      );
      return { status, stdout, stderr };
    },
  };
}

export function addProgram(path: string, name: string, script: string): void {
  writeFileSync(`${path}/bin/${name}`, `#!/bin/bash\n${script}\n`);
  chmodSync(`${path}/bin/${name}`, 0o755);
}

export const freePort = () =>
  new Promise<number>((resolve) => {
    const listener = createServer();
    listener.listen(0, '127.0.0.1', () => {
      const address = listener.address();
      listener.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });

export interface Sshd {
  /** Options with which ssh knows the hosts by name. */
  readonly options: string;
  readonly process: ChildProcess;
}

/** A server that is each of these hosts, by an address of its own, where $LOGS_HERE is the directory of its logs, and
 *  what is temporary is in `tmp` there.
 *  @param hosts directories by name */
export async function startSshd(
  path: string,
  hosts: Readonly<Record<string, string>>,
): Promise<Sshd> {
  const port = await freePort();
  const user = userInfo().username;
  for (const name of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', `${path}/${name}_key`]);
  const publicKey = (name: string) => readFileSync(`${path}/${name}_key.pub`, 'utf8');
  writeFileSync(`${path}/authorized_keys`, publicKey('user'), { mode: 0o600 });
  writeFileSync(`${path}/known_hosts`, `* ${publicKey('host')}`);
  const addressed = Object.entries(hosts).map(([name, logs], at) => ({
    name,
    logs,
    address: `127.0.0.${at + 2}`,
  }));
  writeFileSync(
    `${path}/sshd_config`,
    [
      ...addressed.map(({ address }) => `ListenAddress ${address}:${port}`),
      `HostKey ${path}/host_key`,
      `AuthorizedKeysFile ${path}/authorized_keys`,
      `PidFile ${path}/sshd.pid`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'PermitRootLogin prohibit-password',
      'Subsystem sftp internal-sftp',
      'MaxStartups 100',
      ...addressed.flatMap(({ address, logs }) => [
        `Match LocalAddress ${address}`,
        `  SetEnv LOGS_HERE=${logs} TMPDIR=${path}/tmp`,
      ]),
      '',
    ].join('\n'),
  );
  writeFileSync(
    `${path}/ssh_config`,
    [
      ...addressed.flatMap(({ name, address }) => [`Host ${name}`, `  HostName ${address}`]),
      'Host *',
      `  Port ${port}`,
      `  User ${user}`,
      `  IdentityFile ${path}/user_key`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile ${path}/known_hosts`,
      '  BatchMode yes',
      '  ConnectTimeout 20',
      '  LogLevel ERROR',
      '',
    ].join('\n'),
  );
  if (process.getuid?.() === 0 && !existsSync('/run/sshd')) mkdirSync('/run/sshd');
  const server = spawn(
    '/usr/sbin/sshd',
    ['-D', '-f', `${path}/sshd_config`, '-E', `${path}/sshd.log`],
    {
      stdio: 'ignore',
    },
  );
  for (const { address } of addressed) await untilAnswered(address, port);
  return { options: `-F ${path}/ssh_config`, process: server };
}

async function untilAnswered(address: string, port: number): Promise<void> {
  for (let times = 0; times < 100; times++) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, address);
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return;
    await sleep(100);
  }
  throw new Error(`nothing answers at ${address}:${port}`);
}
