// What links a guest to an instance, or why nothing does. A link that could be of two instances is none.

import type { AddressOwner } from '../evidence/index.ts';
import type { Evidence } from '../model.ts';
import type { Guest } from './guests.ts';
import type { InjectedInstance } from './injected.ts';

export interface Link {
  readonly instance: InjectedInstance;
  readonly by: 'uuid' | 'ec2-id' | 'path' | 'address' | 'hostname' | 'key' | 'boot-time';
  readonly confidence: 'certain' | 'likely';
  /** In a sentence behind `linked`. */
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

/** A link, or why there is none. */
export type Linked = Link | { readonly why: string };

export const isLink = (linked: Linked): linked is Link => 'instance' in linked;

/** Guest clocks start before they are set. */
export const CLOCK_MS = 5 * 60_000;
export const BOOT_MS = 10 * 60_000;

/** Null where this way of linking does not apply. */
export type Try = (
  guest: Guest,
  instances: readonly InjectedInstance[],
  owners: readonly AddressOwner[],
) => Linked | null;

export function only(
  own: readonly InjectedInstance[],
  what: string,
  link: Omit<Link, 'instance'>,
): Linked {
  const [instance, ...others] = own;
  if (instance === undefined) return none(what);
  if (others.length > 0) return { why: `${what} fits ${own.length} instances of the logs` };
  return { instance, ...link };
}

export const none = (what: string) => ({
  why: `it is of ${what}, which no injection in the logs is of`,
});
