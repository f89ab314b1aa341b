// What goes wrong with NATS, in one line. In: an error of its client. Out: one that tells whether it may pass.

import { UsageError } from '../../errors.ts';
import { plain } from '../../reporters/plain.ts';
import { withoutLogin } from '../logins.ts';
import { BrokerUnavailable, type QueueOptions } from '../queue.ts';
import type { Client } from './client.ts';

export function refusalOf(
  client: Client,
  { option, url }: Pick<QueueOptions, 'option' | 'url'>,
  error: unknown,
): Error {
  if (!(error instanceof Error) || error instanceof UsageError) return error as Error;
  const causes = chainOf(error);
  const is = (kind: keyof Client['errors']) =>
    causes.some((one) => one instanceof client.errors[kind]);
  const where = `${option} ${plain(withoutLogin(url))}`;
  const text = plain(error.message);
  if (is('AuthorizationError') || is('UserAuthenticationExpiredError'))
    return new UsageError(`${where}: the broker refuses the login (${text})`);
  if (is('PermissionViolationError'))
    return new UsageError(`${where}: the login may not do that (${text})`);
  if (isWithoutAnswer(error) || isDisabled(client, error))
    return new UsageError(`${where}: JetStream is not enabled there`);
  if (error instanceof client.JetStreamApiError) return new UsageError(`${where}: ${text}`);
  if (is('InvalidArgumentError')) return new UsageError(`${where}: ${text}`);
  if (causes.some(isOfTls)) return new UsageError(`${where}: no TLS (${text})`);
  return new BrokerUnavailable(`${where}: the broker is not there (${text})`);
}

/** Nobody takes what was sent to JetStream. */
export const isWithoutAnswer = (error: unknown): boolean =>
  error instanceof Error && error.name === 'JetStreamNotEnabled';

function chainOf(error: Error): readonly Error[] {
  const { cause } = error;
  return cause instanceof Error ? [error, ...chainOf(cause)] : [error];
}

/** A certificate that is not trusted, a key that is none, a server that has no TLS. */
const isOfTls = (error: Error) =>
  /'tls'/.test(error.message) ||
  ('code' in error && /CERT|SIGNED|TLS|SSL|OSSL|PEM/.test(String(error.code)));

const isDisabled = ({ JetStreamApiError, JetStreamApiCodes }: Client, error: Error) =>
  error instanceof JetStreamApiError &&
  error.code === JetStreamApiCodes.JetStreamNotEnabledForAccount;
