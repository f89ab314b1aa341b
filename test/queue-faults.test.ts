// Facts over a queue while everything on the way is killed at random moments and started again: publishers, consumers
// and the server. The report on what the consumers kept is, byte for byte, that on the logs' facts themselves.

import { type ChildProcess, spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { endServers, hasServer, impatient, type Server, startServer } from './nats-server.ts';
import { runTool } from './running.ts';
import { build, chance, keyOverNbd, nova, root } from './support.ts';

const SEED = Number(process.env['SEED'] ?? 1);
const INJECTIONS = 250;
const HOSTS = ['cn1', 'cn2.example', 'cn3', 'cn4'];

let scratch = '';
const running = new Set<ChildProcess>();
beforeAll(() => build(), 300_000);
beforeEach(() => {
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-queue-`);
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await endServers();
  rmSync(scratch, { recursive: true, force: true });
});

const random = chance(SEED);
const between = (least: number, most: number) => least + random.below(most - least);

function logOf(host: number): string {
  const parts = Array.from({ length: INJECTIONS }, (_, at) => {
    const hex = (host * 100_000 + at).toString(16).padStart(8, '0');
    const uuid = `${hex}-90e7-4c7d-8f0b-6a5b1f0c9e21`;
    const own = nova('2012.1', {
      uuid,
      name: `instance-${hex}`,
      request: `req-${uuid}`,
      start: at * 60,
    });
    return [own.starting(), ...keyOverNbd(own), own.spawned(), ''].join('\n');
  });
  return parts.join('');
}

/** Runs the tool; what it says has to be one line for each thing. Resolves to its exit status, null when killed. */
function run(args: readonly string[], life: number | null = null): Promise<number | null> {
  const child = spawn(process.execPath, [`${root}bin/inject-trace.js`, ...args], { cwd: scratch });
  running.add(child);
  let said = '';
  child.stderr.on('data', (piece: Buffer) => {
    said += piece;
  });
  const timer = life === null ? null : setTimeout(() => child.kill('SIGKILL'), life);
  return new Promise((resolve) => {
    child.on('close', (status) => {
      running.delete(child);
      if (timer !== null) clearTimeout(timer);
      expect(said).not.toMatch(/internal error|^ {2,}at /m);
      resolve(status);
    });
  });
}

/** As of a service that is started again until it succeeds. @param kills how often it is killed */
async function untilDone(args: readonly string[], kills: number): Promise<void> {
  let left = kills;
  for (;;) {
    const status = await run(args, left > 0 ? between(200, 900) : null);
    if (status === 0) return;
    if (status === null) left -= 1;
    expect([null, 2]).toContain(status);
    if (status === 2) await sleep(100);
  }
}

async function killNowAndThen(server: Server, times: number): Promise<void> {
  for (let at = 0; at < times; at += 1) {
    await sleep(between(200, 1200));
    await server.kill();
    await sleep(between(0, 300));
    await server.start();
  }
}

const reportOn = (...files: readonly string[]) => {
  const { status, stdout, stderr } = runTool(['report', '--format', 'json', ...files], {
    cwd: scratch,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
};

describe.skipIf(!hasServer)('a queue (skipped without nats-server)', () => {
  test(`loses nothing and makes nothing up (seed ${SEED})`, async () => {
    for (const [at, host] of HOSTS.entries()) {
      writeFileSync(`${scratch}/${host}.log`, logOf(at));
      const args = ['extract', '--host', host, '-o', `${host}.ndjson`, `${host}.log`];
      expect(runTool(args, { cwd: scratch }).status).toBe(0);
    }
    const expected = reportOn(...HOSTS.map((host) => `${host}.ndjson`));
    expect(JSON.parse(expected).summary.cycles).toBe(HOSTS.length * INJECTIONS);

    const server = await startServer();
    const { url } = server;
    const publish = (host: string) => ['extract', '--host', host, '--publish', url, `${host}.log`];
    const consume = (share: string, file: string) => [
      'merge',
      '--consume',
      url,
      '--share',
      share,
      '-o',
      file,
    ];
    expect(await run(consume('1/1', 'none.ndjson'))).toBe(0);
    await impatient(server);
    const kept = ['1.ndjson', '2.ndjson'];
    let isOver = false;
    const follow = (share: string, file: string, life: number | null) =>
      run([...consume(share, file), '--follow'], life);
    const killed = (async () => {
      while (!isOver)
        expect([null, 2]).toContain(await follow('1/2', '1.ndjson', between(300, 1500)));
    })();
    const living = follow('2/2', '2.ndjson', null);
    const one = [...running].at(-1);
    await Promise.all([
      ...HOSTS.map((host) => untilDone(publish(host), 2)),
      killNowAndThen(server, 4),
    ]);
    isOver = true;
    await killed;
    one?.kill('SIGTERM');
    expect(await living).toBe(130);
    // What the killed ones were sent comes again when the server has waited for them.
    await untilDone(consume('1/1', 'rest.ndjson'), 0);
    const all = [...kept, 'rest.ndjson'].filter((file) => existsSync(`${scratch}/${file}`));
    expect(reportOn(...all)).toBe(expected);
    for (const file of all) expect(readFileSync(`${scratch}/${file}`, 'utf8')).toMatch(/\n$|^$/);
  }, 300_000);

  test(`goes on where a live reading stood (seed ${SEED})`, async () => {
    const server = await startServer();
    const { url } = server;
    const hosts = HOSTS.slice(0, 2);
    const live = (host: string, ...more: readonly string[]) => [
      ...['extract', '--host', host, '--publish', url, '--state', `${host}.state`],
      ...more,
      `${host}.log`,
    ];
    let isWritten = false;
    const publishing = hosts.map(async (host) => {
      while (!isWritten)
        expect([null, 2]).toContain(await run(live(host, '--follow'), between(400, 1500)));
      // What a killed run left is read to the end.
      await untilDone(live(host), 0);
    });
    const writing = hosts.map(async (host, at) => {
      const text = logOf(at);
      for (let from = 0; from < text.length; ) {
        const to = from + between(1, 60_000);
        appendFileSync(`${scratch}/${host}.log`, text.slice(from, to));
        from = to;
        await sleep(between(10, 200));
      }
    });
    await Promise.all([...writing, killNowAndThen(server, 3)]);
    isWritten = true;
    await Promise.all(publishing);
    expect(await run(['merge', '--consume', url, '-o', 'all.ndjson'])).toBe(0);
    for (const host of hosts)
      runTool(['extract', '--host', host, '-o', `${host}.ndjson`, `${host}.log`], { cwd: scratch });
    expect(reportOn('all.ndjson')).toBe(reportOn(...hosts.map((host) => `${host}.ndjson`)));
  }, 300_000);
});
