// A NATS server of its own on this machine, with a store that outlives it. In: what its configuration says besides.
// Out: where it is, and how to end it.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect as connectClient } from '@nats-io/transport-node';

export const hasServer = spawnSync('nats-server', ['--version']).status === 0;

export interface Server {
  readonly port: number;
  /** `HOST:PORT`. */
  readonly address: string;
  readonly url: string;
  /** At once, as by a kill; resolves when it is gone. */
  kill(): Promise<void>;
  /** On the same port and store, when it takes connections again. */
  start(): Promise<void>;
}

/** With the client alone, for what was there before or comes from others. */
export async function admin({ address }: Server) {
  const connection = await connectClient({ servers: address });
  const manager = await jetstreamManager(connection);
  return { manager, stream: jetstream(connection), close: () => connection.close() };
}

/** What is not acknowledged is sent again soon by all consumers there are. */
export async function impatient(server: Server): Promise<void> {
  const { manager, close } = await admin(server);
  for await (const { name } of manager.consumers.list('INJECT_FACTS'))
    await manager.consumers.update('INJECT_FACTS', name, { ack_wait: 1e9 });
  await close();
}

const all: { readonly kill: () => Promise<void>; readonly folder: string }[] = [];

/** @param config further lines of its configuration; `{js}` stands for its JetStream */
export async function startServer(config = '{js}', given?: number): Promise<Server> {
  const folder = mkdtempSync(`${tmpdir()}/inject-trace-nats-`);
  const port = given ?? (await freePort());
  const stream = `jetstream { store_dir: "${folder}/store", max_file_store: 1GB, max_memory_store: 1MB }`;
  writeFileSync(
    `${folder}/nats.conf`,
    `listen: "127.0.0.1:${port}"\n${config.replace('{js}', stream)}\n`,
  );
  let child: ChildProcess | null = null;
  const kill = async () => {
    const last = child;
    child = null;
    if (last === null || last.exitCode !== null) return;
    const ended = new Promise((resolve) => last.once('exit', resolve));
    last.kill('SIGKILL');
    await ended;
  };
  const start = async () => {
    const own = spawn('nats-server', ['-c', `${folder}/nats.conf`], { stdio: 'ignore' });
    child = own;
    while (!(await answers(port))) {
      if (own.exitCode !== null) throw new Error(`nats-server ended with ${own.exitCode}`);
      await sleep(20);
    }
  };
  all.push({ kill, folder });
  await start();
  const address = `127.0.0.1:${port}`;
  return { port, address, url: `nats://${address}`, kill, start };
}

export async function endServers(): Promise<void> {
  for (const { kill, folder } of all.splice(0)) {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('data', () => end(true)).once('error', () => end(false));
  });
}
