// Where facts go that are published.

import { brokerAt } from '../queue/index.ts';
import type { Publisher, QueueOptions } from '../queue/queue.ts';
import type { Asked } from './command.ts';

const SUBJECT = 'inject.facts';

export const placeOf = (
  { flags: { subject = SUBJECT }, env, warn }: Asked,
  how: Pick<QueueOptions, 'option' | 'url' | 'follows' | 'signal'>,
): QueueOptions => ({ ...how, subject, env, warn });

/** Null where nothing is to be published. @throws UsageError when it cannot be
 *  @param signal ends the waiting for a broker that went away */
export async function publisherFor(
  asked: Asked,
  how: Pick<QueueOptions, 'follows' | 'signal'>,
): Promise<Publisher | null> {
  const { publish: url } = asked.flags;
  if (url === undefined) return null;
  const broker = await brokerAt('--publish', url);
  return broker.openPublisher(placeOf(asked, { ...how, option: '--publish', url }));
}
