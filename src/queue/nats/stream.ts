// The stream that keeps the facts: the one that takes the subject, or a new one. Nothing is changed of one there is.

import type { JetStreamManager, StreamConfig } from '@nats-io/jetstream';
import { UsageError } from '../../errors.ts';
import { plain } from '../../reporters/plain.ts';
import type { QueueOptions } from '../queue.ts';
import type { Client } from './client.ts';
import { isStray } from './subjects.ts';

/** In nanoseconds: who publishes again within it is told that it is there. */
const WINDOW = 10 * 60 * 1e9;

/** @throws UsageError when the one there is would lose facts */
export async function streamFor(
  client: Client,
  manager: JetStreamManager,
  { option, subject }: Pick<QueueOptions, 'option' | 'subject'>,
): Promise<StreamConfig> {
  const refuse = (reason: string): never => {
    throw new UsageError(`${option}: ${reason}`);
  };
  const all = `${subject}.>`;
  const [name, another] = await manager.streams.names(all).next();
  if (name === undefined) return create(client, manager, all, refuse);
  if (another !== undefined)
    refuse(`several streams take parts of ${all}: ${plain(`${name}, ${another}`)}`);
  const { config } = await manager.streams.info(name);
  const wrong = wrongOf(config, all);
  return wrong === null ? config : refuse(`the stream ${plain(name)} ${wrong}`);
}

/** What of an existing stream does not go with facts. */
function wrongOf(config: StreamConfig, all: string): string | null {
  if (!(config.subjects ?? []).some((one) => covers(one, all)))
    return `takes ${plain((config.subjects ?? []).join(', '))}, not all of ${all}`;
  if (config.no_ack) return 'acknowledges nothing (no_ack)';
  if (config.max_msgs_per_subject > 0)
    return `keeps ${config.max_msgs_per_subject} facts of a host at most (max_msgs_per_subject)`;
  return null;
}

/** Both with wildcards; `a.>` covers `a.b.>`. */
function covers(wide: string, narrow: string): boolean {
  const [asked, given] = [narrow.split('.'), wide.split('.')];
  for (const [at, token] of given.entries()) {
    if (token === '>') return true;
    const one = asked[at];
    if (one === undefined || one === '>' || (token !== '*' && token !== one)) return false;
  }
  return given.length === asked.length;
}

async function create(
  { JetStreamApiError, RetentionPolicy, StorageType, DiscardPolicy }: Client,
  manager: JetStreamManager,
  all: string,
  refuse: (reason: string) => never,
): Promise<StreamConfig> {
  const name = all
    .slice(0, -2)
    .toUpperCase()
    .replace(/[^A-Z0-9_-]/g, '_');
  const { config } = await manager.streams
    .add({
      name,
      subjects: [all],
      description: 'facts of inject-trace',
      // What is acknowledged goes; what is not stays, and where there is no room for more none is taken.
      retention: RetentionPolicy.Workqueue,
      discard: DiscardPolicy.New,
      storage: StorageType.File,
      duplicate_window: WINDOW,
    })
    .catch((error) => {
      if (!(error instanceof JetStreamApiError)) throw error;
      return refuse(`no stream ${name} can be made for ${all}: ${plain(error.message)}`);
    });
  return config;
}

/** Subjects with messages that no partition has. */
export async function straysIn(
  manager: JetStreamManager,
  stream: string,
  subject: string,
): Promise<readonly string[]> {
  const { state } = await manager.streams.info(stream, { subjects_filter: `${subject}.>` });
  return Object.keys(state.subjects ?? {}).filter((one) => isStray(subject, one));
}
