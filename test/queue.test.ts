// Facts over a queue, against a server of its own: whatever is killed, refused or sent twice, none is lost, and those
// of a host go to one consumer.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { brokerAt } from '../src/queue/index.ts';
import { withoutLogin } from '../src/queue/logins.ts';
import type { ConsumerOptions } from '../src/queue/queue.ts';
import { PARTITIONS, partitionOf, partitionsOf, readShare } from '../src/queue/shares.ts';
import {
  admin,
  endServers,
  freePort,
  hasServer,
  impatient,
  type Server,
  startServer,
} from './nats-server.ts';
import { root } from './support.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

let told: string[] = [];
afterEach(async () => {
  await endServers();
  told = [];
});

const fact = (host: string, number: number) =>
  JSON.stringify({
    schema: 'inject-trace/fact/1',
    host,
    id: number.toString(16).padStart(8, '0'),
    kind: 'log',
    log: 'a',
    path: 'nova-compute.log',
    first: null,
    last: null,
    levels: [],
    unmarked: false,
    dialects: [],
    gaps: [],
  });
const factsOf = (hosts: number, count: number) =>
  Array.from({ length: count }, (_, at) => fact(`compute-${at % hosts}.example`, at));
const hostOf = (line: string): string => JSON.parse(line).host;

const given = (url: string, more: Partial<ConsumerOptions> = {}): ConsumerOptions => ({
  option: '--publish',
  url,
  subject: 'inject.facts',
  follows: false,
  signal: new AbortController().signal,
  env: {},
  warn: (line) => {
    told.push(line);
  },
  durable: 'inject-trace',
  share: { number: 1, of: 1 },
  ...more,
});
const follows = { follows: true } as const;

const publisherAt = async (options: ConsumerOptions) =>
  (await brokerAt(options.option, options.url)).openPublisher(options);
const consumerAt = async (options: ConsumerOptions) =>
  (await brokerAt(options.option, options.url)).openConsumer({ ...options, option: '--consume' });

async function publish(lines: readonly string[], options: ConsumerOptions): Promise<void> {
  const publisher = await publisherAt(options);
  await publisher.publish(lines).finally(publisher.close);
}

/** What is there, each line at least once, and how many messages were left. */
async function consume(options: ConsumerOptions) {
  const consumer = await consumerAt(options);
  const lines: string[] = [];
  try {
    for await (const batch of consumer.batches) {
      lines.push(...batch.lines);
      await batch.ack();
    }
  } finally {
    await consumer.close();
  }
  return { lines: [...new Set(lines)], left: consumer.left() };
}

const sorted = (lines: Iterable<string>) => [...lines].sort();

describe('shares', () => {
  test('take each partition once', () => {
    for (const of of [1, 2, 3, 7, PARTITIONS]) {
      const all = Array.from({ length: of }, (_, at) =>
        partitionsOf({ number: at + 1, of }),
      ).flat();
      expect(all.sort((a, b) => a - b)).toEqual([...Array(PARTITIONS).keys()]);
    }
  });

  // Other versions and other programs have to come to the same.
  test('are by the SHA-256 of the name', () => {
    expect(partitionOf('compute-17')).toBe(0x57a55096 % 32);
  });

  test.each(['0/1', '2/1', '1/33', '1', '1/2/3', 'a/b', ''])('there is none %s', (text) => {
    expect(() => readShare(text)).toThrow(/^--share .*: not as 2\/3/);
  });
});

describe('the URL', () => {
  test.each([
    'nats:',
    'nats://',
    'http://127.0.0.1',
    'kafka://127.0.0.1:9092',
    '127.0.0.1:4222',
    'nats://127.0.0.1:4222/path',
    'nats://127.0.0.1:no',
    '',
  ])('%s is none', async (url) => {
    await expect(publisherAt(given(url))).rejects.toThrow(/^--publish .*nats:\/\/HOST:4222/);
  });

  test('is told without what may be a password', async () => {
    for (const url of ['ftp://me:secret@host', 'me:secret@host', 'nats://me:sec@ret@host:1/x']) {
      const error = await publisherAt(given(url)).catch((thrown) => thrown);
      expect(error.message).not.toMatch(/sec|ret@|me:/);
    }
    expect(withoutLogin('nats://a:b@h:1,nats://c@i:2')).toBe('nats://h:1,nats://i:2');
  });

  test.each(['', 'a..b', 'a.*', 'a.>', 'a b', '$JS.API'])('%s is no subject', async (subject) => {
    await expect(publisherAt(given('nats://127.0.0.1', { subject }))).rejects.toThrow(/^--subject/);
  });
});

describe.skipIf(!hasServer)('over NATS (skipped without nats-server)', () => {
  test('all lines come, each once, also when they are sent again', async () => {
    const { url } = await startServer();
    const lines = factsOf(40, 5000);
    await publish(lines, given(url));
    await publish(lines.slice(0, 100), given(url));
    expect(sorted((await consume(given(url))).lines)).toEqual(sorted(lines));
    await publish(lines.slice(0, 100), given(url));
    expect(await consume(given(url))).toEqual({ lines: [], left: 0 });
    expect(told).toEqual([]);
  });

  test('a line of the same fact that says more comes, too', async () => {
    const { url } = await startServer();
    const [one = ''] = factsOf(1, 1);
    const other = one.replace('nova-compute.log', 'copy.log');
    await publish([one, other], given(url));
    expect(sorted((await consume(given(url))).lines)).toEqual(sorted([one, other]));
  });

  test('hosts of any name', async () => {
    const { url } = await startServer();
    const hosts = ['a.b.c', 'a b', '*', '>', 'höst', '%', 'x'.repeat(3000), '\u0000\n', '..'];
    const lines = hosts.map(fact);
    await publish(lines, given(url));
    expect(sorted((await consume(given(url))).lines)).toEqual(sorted(lines));
  });

  test('several consumers at once share the hosts', async () => {
    const { url } = await startServer();
    const lines = factsOf(50, 6000);
    const shares = ['1/3', '2/3', '3/3'].map((text) => ({ share: readShare(text) }));
    const stop = new AbortController();
    let seen = 0;
    const taking = shares.map(async (share) => {
      const options = given(url, { ...share, ...follows, signal: stop.signal });
      const own: string[] = [];
      const consumer = await consumerAt(options);
      for await (const batch of consumer.batches) {
        own.push(...batch.lines);
        seen += batch.lines.length;
        await batch.ack();
      }
      await consumer.close();
      return own;
    });
    await publish(lines, given(url));
    while (seen < lines.length) await sleep(20);
    stop.abort();
    const taken = await Promise.all(taking);
    expect(sorted(taken.flat())).toEqual(sorted(lines));
    const hosts = taken.map((own) => new Set(own.map(hostOf)));
    expect(hosts.every(({ size }) => size > 0)).toBe(true);
    expect(hosts.reduce((sum, { size }) => sum + size, 0)).toBe(50);
  });

  test('shares that overlap are refused, while the other is there', async () => {
    const { url } = await startServer();
    const first = await consumerAt(given(url, { share: readShare('1/2') }));
    const refused = /^--consume: another consumer takes share 1\/2 of inject-trace already/;
    for (const text of ['1/1', '1/2', '1/4'])
      await expect(consumerAt(given(url, { share: readShare(text) }))).rejects.toThrow(refused);
    const second = await consumerAt(given(url, { share: readShare('2/2') }));
    await first.close();
    await second.close();
    await (await consumerAt(given(url))).close();
  });

  test('what is not acknowledged comes again, to another share, too', async () => {
    const server = await startServer();
    const lines = factsOf(20, 300);
    await publish(lines, given(server.url));
    await inHaste(server);
    const consumer = await consumerAt(given(server.url, { share: readShare('1/2') }));
    const kept: string[] = [];
    for await (const batch of consumer.batches) {
      kept.push(...batch.lines.slice(0, 5));
      break;
    }
    await consumer.close();
    const rest = await consume(given(server.url));
    expect(kept.length).toBeGreaterThan(0);
    expect(sorted(rest.lines)).toEqual(sorted(lines));
  });

  /** Once the consumers are there. */
  async function inHaste(server: Server) {
    await (await consumerAt(given(server.url))).close();
    await impatient(server);
  }

  describe('what is no fact', () => {
    test('is named and left, and comes to who knows it', async () => {
      const server = await startServer();
      const lines = factsOf(5, 50);
      await publish(lines, given(server.url));
      await inHaste(server);
      const { stream, manager, close } = await admin(server);
      const next = fact('compute-1', 1).replace('fact/1', 'fact/2');
      await stream.publish('inject.facts.07.x', 'hello\u001b[2J');
      await stream.publish('inject.facts.07.x', next);
      await stream.publish('inject.facts.hello', fact('compute-1', 1));
      for (const _ of [1, 2]) {
        const { lines: taken, left } = await consume(given(server.url));
        expect(left).toBe(3);
        expect(sorted(taken)).toEqual(sorted(_ === 1 ? lines : []));
        expect(sorted(told.splice(0))).toEqual([
          expect.stringMatching(
            /^message 51 on inject\.facts\.07\.x: no fact of inject-trace: hello; it is left there$/,
          ),
          expect.stringMatching(/^message 52 on .*: a fact of another version .*fact\/2/),
          expect.stringMatching(/^what is on inject\.facts\.hello is on no subject of facts/),
        ]);
      }
      expect((await manager.streams.info('INJECT_FACTS')).state.messages).toBe(3);
      await close();
    });

    test('ends the run when there is so much that no fact gets by', async () => {
      const server = await startServer();
      await publish([], given(server.url));
      const { stream, close } = await admin(server);
      for (let at = 0; at < 1100; at += 1) await stream.publish('inject.facts.07.x', `${at}`);
      await expect(consume(given(server.url))).rejects.toThrow(
        /^--consume: 1000 messages that are no facts hold up inject-trace-07 of the stream INJECT_FACTS$/,
      );
      expect(told).toHaveLength(11);
      await close();
    });
  });

  describe('the stream', () => {
    test('is made to lose nothing', async () => {
      const server = await startServer();
      await publish([], given(server.url));
      const { manager, close } = await admin(server);
      const { config } = await manager.streams.info('INJECT_FACTS');
      expect(config).toMatchObject({
        subjects: ['inject.facts.>'],
        storage: 'file',
        retention: 'workqueue',
        discard: 'new',
        max_age: 0,
        duplicate_window: 600e9,
      });
      await close();
    });

    test.each([
      [
        'of another name, with all subjects',
        { subjects: ['>'], no_ack: true },
        /acknowledges nothing/,
      ],
      [
        'of part of the subjects',
        { subjects: ['inject.facts.01.*'] },
        /takes inject\.facts\.01\.\*, not all/,
      ],
      [
        'of a few facts of a host',
        { subjects: ['inject.>'], max_msgs_per_subject: 1 },
        /keeps 1 fact/,
      ],
    ])('one %s is refused', async (_, config, why) => {
      const server = await startServer();
      const { manager, close } = await admin(server);
      await manager.streams.add({ name: 'OTHER', ...config });
      await close();
      await expect(publish([], given(server.url))).rejects.toThrow(why);
      await expect(consume(given(server.url))).rejects.toThrow(why);
    });

    test('one with its name and other subjects is refused', async () => {
      const server = await startServer();
      const { manager, close } = await admin(server);
      await manager.streams.add({ name: 'INJECT_FACTS', subjects: ['else'] });
      await close();
      await expect(publish([], given(server.url))).rejects.toThrow(
        /^--publish: no stream INJECT_FACTS can be made for inject\.facts\.>: stream name already in use/,
      );
    });

    test('one that goes is used as it is, by several durables', async () => {
      const server = await startServer();
      const { manager, close } = await admin(server);
      await manager.streams.add({ name: 'OWN', subjects: ['inject.*.>'], max_bytes: 1e6 });
      const lines = factsOf(3, 30);
      await publish(lines, given(server.url));
      for (const durable of ['a', 'b'])
        expect(sorted((await consume(given(server.url, { durable }))).lines)).toEqual(
          sorted(lines),
        );
      expect((await manager.streams.info('OWN')).config.max_bytes).toBe(1e6);
      await close();
    });

    test('a second durable of one that is worked off is refused', async () => {
      const { url } = await startServer();
      await consume(given(url));
      await expect(consume(given(url, { durable: 'another' }))).rejects.toThrow(
        /^--consume .*not unique/,
      );
    });

    test('one that is full takes no more, and none is dropped', async () => {
      const server = await startServer();
      await publish([], given(server.url));
      const { manager, close } = await admin(server);
      await manager.streams.update('INJECT_FACTS', { max_msgs: 10 });
      const lines = factsOf(1, 30);
      await expect(publish(lines, given(server.url))).rejects.toThrow(
        /^--publish: not taken \(maximum messages/,
      );
      const waiting = publish(lines, given(server.url, follows));
      const taken: string[] = [];
      while (new Set(taken).size < 30) taken.push(...(await consume(given(server.url))).lines);
      await waiting;
      expect(told[0]).toMatch(/not taken .*trying again/);
      await close();
    });

    describe('facts that are larger than a message may be', () => {
      const few = factsOf(3, 30);
      const large = fact('x', 1).replace('nova-compute.log', 'öx'.repeat(50_000));

      test('come in parts, and whole', async () => {
        const server = await startServer('{js}\nmax_payload: 4kb');
        await publish([...few, large], given(server.url));
        const { lines, left } = await consume(given(server.url));
        expect(left).toBe(0);
        expect(sorted(lines)).toEqual(sorted([...few, large]));
        expect(await consume(given(server.url))).toEqual({ lines: [], left: 0 });
      });

      test('are not taken before the last part is there', async () => {
        const server = await startServer('{js}\nmax_payload: 4kb');
        await publish([], given(server.url));
        await inHaste(server);
        await publish([...few, large], given(server.url));
        const { manager, stream, close } = await admin(server);
        const { state } = await manager.streams.info('INJECT_FACTS');
        const last = await manager.streams.getMessage('INJECT_FACTS', { seq: state.last_seq });
        if (last === null) throw new Error('no message');
        await manager.streams.deleteMessage('INJECT_FACTS', state.last_seq);
        expect(sorted((await consume(given(server.url))).lines)).toEqual(sorted(few));
        last.header.delete('Nats-Msg-Id');
        await stream.publish(last.subject, last.data, { headers: last.header });
        expect((await consume(given(server.url))).lines).toEqual([large]);
        await close();
      });

      test('are refused where they would be too many, and not tried again', async () => {
        const server = await startServer('{js}\nmax_payload: 4kb');
        const larger = large.replace('öx', 'x'.repeat(2 ** 19));
        await expect(publish([larger], given(server.url, follows))).rejects.toThrow(
          /^--publish: the fact 00000001 of x has 6\d{5} bytes, more than the broker can be sent$/,
        );
      });
    });
  });

  describe('a broker', () => {
    const USERS = `authorization { users = [
      { user: me, password: "s3cret/@" }
      { user: few, password: pw, permissions: { publish: ["inject.facts.>"], subscribe: ["_INBOX.>"] } } ] }`;

    test('that is down', async () => {
      const port = await freePort();
      const options = given(`nats://127.0.0.1:${port}`);
      for (const work of [() => publish([], options), () => consume(options)])
        await expect(work()).rejects.toThrow(
          new RegExp(
            `^--\\w+ nats://127\\.0\\.0\\.1:${port}: the broker is not there \\(.*refused`,
          ),
        );
    });

    test('of no name', async () => {
      await expect(publish([], given('nats://nats.invalid:4222'))).rejects.toThrow(
        /^--publish nats:\/\/nats\.invalid:4222: the broker is not there/,
      );
    });

    test('without JetStream', async () => {
      const { url } = await startServer('');
      const options = given(url, follows);
      for (const work of [() => publish([], options), () => consume(options)])
        await expect(work()).rejects.toThrow(/: JetStream is not enabled there$/);
    });

    test('that refuses the login, which is not told', async () => {
      const { address } = await startServer(`{js}\n${USERS}`);
      for (const login of ['', 'me:s3cret@', 't0ken@']) {
        const error = await publish([], given(`nats://${login}${address}`)).catch(
          (thrown) => thrown,
        );
        expect(error.message).toMatch(`--publish nats://${address}: the broker refuses the login`);
        expect(error.message).not.toMatch(/s3cret|t0ken/);
      }
    });

    test('that takes the login of the URL, or of the environment', async () => {
      const { address } = await startServer(`{js}\n${USERS}`);
      await publish([], given(`nats://me:s3cret%2F%40@${address}`));
      const env = { NATS_USER: 'me', NATS_PASSWORD: 's3cret/@' };
      await publish([], given(`nats://${address}`, { env }));
    });

    test('that takes a token', async () => {
      const { address } = await startServer('{js}\nauthorization { token: "t0ken" }');
      await publish([], given(`nats://t0ken@${address}`));
      await publish([], given(`nats://${address}`, { env: { NATS_TOKEN: 't0ken' } }));
    });

    const documented = () => {
      const text = readFileSync(`${root}docs/queue.md`, 'utf8');
      const permissions = (name: string) =>
        new RegExp(`^ +${name} = (\\{.*?\\})$`, 'ms').exec(text)?.[1] ?? '';
      return ['publisher', 'consumer'].map(
        (name) => `{ user: ${name}, password: pw, permissions: ${permissions(name)} }`,
      );
    };

    test('that allows what the documentation asks for, and no more', async () => {
      const { address } = await startServer(
        `{js}\nauthorization { users = [\n{ user: me, password: pw }\n${documented().join('\n')}\n] }`,
      );
      const lines = factsOf(5, 50);
      await publish([], given(`nats://me:pw@${address}`));
      await publish(lines, given(`nats://publisher:pw@${address}`));
      const consumer = given(`nats://consumer:pw@${address}`);
      expect(sorted((await consume(consumer)).lines)).toEqual(sorted(lines));
      const first = await consumerAt(consumer);
      await expect(consumerAt(consumer)).rejects.toThrow(/another consumer takes share 1\/1/);
      await first.close();
    });

    test.each(['"$JS.ACK.INJECT_FACTS.>", ', '"$JS.API.CONSUMER.MSG.NEXT.INJECT_FACTS.>",'])(
      'that does not allow %s to a consumer',
      async (needed) => {
        const users = documented().map((user) => user.replace(needed, ''));
        const { address } = await startServer(
          `{js}\nauthorization { users = [\n{ user: me, password: pw }\n${users.join('\n')}\n] }`,
        );
        await publish(factsOf(5, 50), given(`nats://me:pw@${address}`));
        const options = given(`nats://consumer:pw@${address}`, follows);
        await expect(consume(options)).rejects.toThrow(/: the login may not do that \(Permissions/);
      },
    );

    test.skipIf(!hasOpenssl)('whose certificate is trusted by NATS_CA alone', async () => {
      const folder = mkdtempSync(`${tmpdir()}/inject-trace-tls-`);
      const [key, cert] = [`${folder}/key.pem`, `${folder}/cert.pem`];
      const request = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout ${key} -out ${cert}`;
      const name = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
      spawnSync('openssl', [...request.split(' '), ...name]);
      const { address } = await startServer(
        `{js}\ntls { cert_file: "${cert}", key_file: "${key}" }`,
      );
      for (const scheme of ['nats', 'tls']) {
        const url = `${scheme}://${address}`;
        await publish([], given(url, { env: { NATS_CA: cert } }));
        await expect(publish([], given(url, follows))).rejects.toThrow(
          `--publish ${url}: no TLS (self-signed certificate)`,
        );
      }
      await expect(
        publish([], given(`tls://${address}`, { env: { NATS_CA: `${folder}/none` } })),
      ).rejects.toThrow(/^--publish: NATS_CA .*none: no such file$/);
      rmSync(folder, { recursive: true });
    });

    test('that does not allow what is needed', async () => {
      const { address } = await startServer(`{js}\n${USERS}`);
      await expect(publish([], given(`nats://few:pw@${address}`))).rejects.toThrow(
        /the login may not do that \(Permissions Violation for Publish to "\$JS\.API/,
      );
    });

    test('that speaks no TLS', async () => {
      const { address } = await startServer();
      await expect(publish([], given(`tls://${address}`))).rejects.toThrow(
        /does not support 'tls'/,
      );
    });

    test('that goes away is waited for with --follow, else told', async () => {
      const server = await startServer();
      const lines = factsOf(10, 2000);
      const stays = await publisherAt(given(server.url));
      const waits = await publisherAt(given(server.url, follows));
      await server.kill();
      await expect(stays.publish(lines)).rejects.toThrow(/: the broker is not there \(/);
      const sent = waits.publish(lines);
      while (told.length === 0) await sleep(20);
      await server.start();
      await sent;
      await waits.close();
      await stays.close();
      expect(told[0]).toMatch(/^--publish nats:.*; trying again until it works$/);
      expect(told.at(-1)).toBe('the broker is there again');
      expect(sorted((await consume(given(server.url))).lines)).toEqual(sorted(lines));
    });

    test('that goes away while it is waited for facts', async () => {
      const server = await startServer();
      const lines = factsOf(10, 100);
      const stop = new AbortController();
      const consumer = await consumerAt(given(server.url, { ...follows, signal: stop.signal }));
      const taken: string[] = [];
      const taking = (async () => {
        for await (const batch of consumer.batches) {
          taken.push(...batch.lines);
          await batch.ack();
        }
      })();
      await publish(lines.slice(0, 50), given(server.url));
      while (new Set(taken).size < 50) await sleep(20);
      await server.kill();
      while (told.length === 0) await sleep(20);
      await server.start();
      await publish(lines.slice(50), given(server.url));
      while (new Set(taken).size < 100) await sleep(20);
      stop.abort();
      await taking;
      await consumer.close();
      // What was not acknowledged when it went away may come again.
      expect(sorted([...new Set(taken)])).toEqual(sorted(lines));
    });
  });
});
