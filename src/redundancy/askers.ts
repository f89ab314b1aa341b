// Who asked, as far as the metadata logs themselves tell. In: all requests and the lines that pair addresses
// with instances. Out: requests by instance, and those of which only the address is known, in order of time.

import type { AddressOwner, MetadataRequest } from '../evidence/index.ts';
import type { Evidence } from '../model.ts';

export interface MetadataLogs {
  readonly requests: readonly MetadataRequest[];
  readonly owners: readonly AddressOwner[];
}

export interface OwnRequest {
  readonly request: MetadataRequest;
  /** The line that gives the address to the instance; null where the request itself names it. */
  readonly owner: Evidence | null;
}

export interface Askers {
  readonly byInstance: ReadonlyMap<string, readonly OwnRequest[]>;
  /** Nothing says whose these are, and nothing that they are of several. */
  readonly open: readonly MetadataRequest[];
  readonly byAddress: ReadonlyMap<string | null, readonly MetadataRequest[]>;
}

/** Metadata is cached for seconds, so the line that pairs them is near. */
const NEAR_MS = 60_000;

export function askersOf({ requests, owners }: MetadataLogs): Askers {
  const byInstance = new Map<string, OwnRequest[]>();
  const open: MetadataRequest[] = [];
  const byAddress = grouped(requests, ({ ip }) => ip);
  const ownersOf = grouped(owners, ({ ip }) => ip);
  for (const request of requests) {
    const { ip } = request;
    const own = ip === null ? [] : (ownersOf.get(ip) ?? []);
    const found = ownerOf(request, own, byAddress.get(ip) ?? []);
    if (found === 'several') continue;
    if (found === null) open.push(request);
    else add(byInstance, found.uuid, { request, owner: found.evidence });
  }
  return { byInstance, open, byAddress };
}

function ownerOf(
  { uuid, at, ip }: MetadataRequest,
  owners: readonly AddressOwner[],
  alike: readonly MetadataRequest[],
): { readonly uuid: string; readonly evidence: Evidence | null } | 'several' | null {
  if (uuid !== null) return { uuid, evidence: null };
  if (ip === null || at === null) return null;
  const isNear = (one: { readonly at: number | null }) =>
    one.at !== null && Math.abs(one.at - at) <= NEAR_MS;
  // Networks of tenants may use the same addresses.
  const networks = new Set(alike.filter(isNear).flatMap(({ network }) => network ?? []));
  const near = owners.filter(isNear);
  const [first] = near;
  if (networks.size > 1 || near.some((one) => one.uuid !== first?.uuid)) return 'several';
  return first === undefined ? null : { uuid: first.uuid, evidence: first.evidence };
}

function grouped<Value, Key>(all: readonly Value[], keyOf: (value: Value) => Key) {
  const groups = new Map<Key, Value[]>();
  for (const one of all) add(groups, keyOf(one), one);
  return groups;
}

function add<Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
