// The client of NATS, which is loaded only here and only when a URL asks for it. In: the URL, and what the
// environment tells of the login. Out: a connection; what goes wrong in one line, without the login.

import { readFile } from 'node:fs/promises';
import type { ConnectionOptions, NatsConnection } from '@nats-io/transport-node';
import { systemReason, UsageError } from '../../errors.ts';
import { plain } from '../../reporters/plain.ts';
import { withoutLogin } from '../logins.ts';
import type { QueueOptions } from '../queue.ts';
import { refusalOf } from './refusals.ts';

type Place = Pick<QueueOptions, 'option' | 'url' | 'env'>;

/** For a connection and for each answer, in milliseconds. */
const PATIENCE = 5000;

const PACKAGES = '@nats-io/transport-node @nats-io/jetstream';

export async function loadClient({ option }: Pick<Place, 'option'>) {
  try {
    const [transport, stream] = await Promise.all([
      import('@nats-io/transport-node'),
      import('@nats-io/jetstream'),
    ]);
    return { ...transport, ...stream };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'))
      throw error;
    const { isSea } = await import('node:sea');
    throw new UsageError(
      isSea()
        ? `${option}: the executable cannot load the client of NATS; inject-trace of npm, and inject-trace.mjs, can`
        : `${option}: needs the client of NATS, which is not installed: npm install ${PACKAGES} (with -g if inject-trace was)`,
    );
  }
}

export type Client = Awaited<ReturnType<typeof loadClient>>;

/** It is not mended when it breaks. @throws UsageError, BrokerUnavailable */
export async function connectTo(client: Client, place: Place): Promise<NatsConnection> {
  const options = await optionsFor(client, place);
  return client.connect(options).catch((error) => {
    throw refusalOf(client, place, error);
  });
}

/** URLs of one cluster are parted by commas. @throws UsageError */
async function optionsFor(client: Client, place: Place): Promise<ConnectionOptions> {
  const urls = place.url.split(',').map((text) => urlIn(text, place));
  const [first] = urls;
  const tls = {
    ...(await fileIn('ca', 'NATS_CA', place)),
    ...(await fileIn('cert', 'NATS_CERT', place)),
    ...(await fileIn('key', 'NATS_KEY', place)),
  };
  const isTls = first?.protocol === 'tls:' || Object.keys(tls).length > 0;
  return {
    servers: urls.map(({ host }) => host),
    name: 'inject-trace',
    reconnect: false,
    noEcho: true,
    timeout: PATIENCE,
    pingInterval: 2 * PATIENCE,
    ...(isTls && { tls }),
    ...(await loginFor(client, place, first)),
  };
}

async function loginFor(
  client: Client,
  place: Place,
  url: URL | undefined,
): Promise<ConnectionOptions> {
  const user = decodeURIComponent(url?.username ?? '');
  const pass = decodeURIComponent(url?.password ?? '');
  if (pass !== '') return { user, pass };
  if (user !== '') return { token: user };
  const { creds } = await fileIn('creds', 'NATS_CREDS', place);
  if (creds !== undefined)
    return { authenticator: client.credsAuthenticator(new TextEncoder().encode(creds)) };
  const { NATS_USER, NATS_PASSWORD, NATS_TOKEN } = place.env;
  if (NATS_USER) return { user: NATS_USER, pass: NATS_PASSWORD ?? '' };
  return NATS_TOKEN ? { token: NATS_TOKEN } : {};
}

/** The text of the file that a variable names, where it is set. @throws UsageError */
async function fileIn<Name extends string>(
  name: Name,
  variable: string,
  { option, env }: Place,
): Promise<{ readonly [Key in Name]?: string }> {
  const path = env[variable];
  if (!path) return {};
  const text = await readFile(path, 'utf8').catch((error) => {
    throw new UsageError(`${option}: ${variable} ${plain(path)}: ${systemReason(error, READING)}`);
  });
  return { [name]: text } as { readonly [Key in Name]?: string };
}

const READING = { ENOENT: 'no such file', EACCES: 'permission denied', EISDIR: 'is no file' };

function urlIn(text: string, { option }: Place): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOne =
    url !== null &&
    /^(?:nats|tls):$/.test(url.protocol) &&
    url.hostname !== '' &&
    /^\/?$/.test(url.pathname) &&
    url.search + url.hash === '';
  if (isOne) return url;
  throw new UsageError(
    `${option} ${plain(withoutLogin(text))}: not as nats://HOST:4222 or tls://HOST:4222`,
  );
}
