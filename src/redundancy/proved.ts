// What the evidence proves of one injection: the guest it went into, what it was served, and how sure each
// link is.

import type { Evidence } from '../model.ts';
import type { Guest } from './guests.ts';
import type { InjectionCycle } from './injected.ts';
import type { Link, Linked } from './link.ts';
import type { Served } from './requests.ts';

export interface Proof {
  readonly injection: InjectionCycle;
  /** The guest as it booted from this injection. */
  readonly guest: { readonly guest: Guest; readonly link: Link } | null;
  readonly served: Served;
  /** A line of the instance's guest from another boot than the one behind this injection. */
  readonly otherBoot: Evidence | null;
}

export interface LinkedGuest {
  readonly guest: Guest;
  readonly linked: Linked;
}
