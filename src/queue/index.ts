// The brokers there are, by the scheme of a URL. To add one: a folder named after it, and an entry here. Its client
// is loaded when it is asked for.

import { UsageError } from '../errors.ts';
import { plain } from '../reporters/plain.ts';
import { withoutLogin } from './logins.ts';
import type { Broker } from './queue.ts';

const nats = async (): Promise<Broker> => (await import('./nats/index.ts')).nats;

const brokers: Readonly<Record<string, () => Promise<Broker>>> = { nats, tls: nats };

/** @param option the one that names it @throws UsageError for a URL of no broker, which is told without what
 *  may be a password in it */
export async function brokerAt(option: string, url: string): Promise<Broker> {
  const [, scheme = ''] = /^([a-z]+):\/\/[^\s/]/.exec(url) ?? [];
  const load = brokers[scheme];
  if (load === undefined)
    throw new UsageError(
      `${option} ${plain(withoutLogin(url))}: no URL of a broker, such as nats://HOST:4222 or tls://HOST:4222`,
    );
  return load();
}
