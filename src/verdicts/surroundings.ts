// What a verdict on one cycle may ask about everything around it.

import type { MetInstances } from '../cycles/identities.ts';
import type { ComputeHost, ConfigValue, Evidence, ReleaseClaim } from '../model.ts';

export interface Surroundings {
  readonly identities: MetInstances;
  /** The release of a host, with nulls when nothing told it. */
  release(host: ComputeHost, at: Evidence): ReleaseClaim;
  /** Whether the host's lines can all come from these releases; true when nothing tells. */
  mayBe(host: ComputeHost, since: string, until: string, at: Evidence): boolean;
  /** Whether the source of a line shows INFO and nothing below, and its warnings were not filtered out. */
  isInfoOnly(at: Evidence, host: ComputeHost): boolean;
  /** Which ends of the window left out lines of a host. */
  cuts(host: ComputeHost): { readonly since: boolean; readonly until: boolean };
  /** An option in force at a line, under any name it has had; null when nothing tells. */
  option(host: ComputeHost, group: string, name: string, at: Evidence): ConfigValue | null;
}

/** The most exact version known: the point release, else the series, else null. */
export function versionOf(claim: ReleaseClaim): string | null {
  return claim.version ?? claim.series;
}
