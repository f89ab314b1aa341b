// What several files tell of one guest, put together: they are of one guest when they name the same instance,
// hold the same stage of the same boot, or show the same network card at the same boot. Files without any
// identity, as authorized_keys, count for the guest whose other files lie in the same directory.

import { posix } from 'node:path';
import type { GuestFacts } from '../evidence/index.ts';

export interface Guest {
  readonly parts: readonly GuestFacts[];
  /** Of all parts; where several tell the same, the surer file's. */
  readonly facts: GuestFacts;
  /** Some part counts only by where it lies. */
  readonly byDirectory: boolean;
}

/** The surest first: what cloud-init logs at DEBUG, then what it prints. */
const ORDER = [
  'cloud-init-log',
  'console-log',
  'cloud-init-output',
  'authorized-keys',
  'metadata-log',
] as const satisfies readonly GuestFacts['kind'][];

/** @param instanceOf of a part, where it is known; equal for parts of one instance */
export function guestsOf(
  all: readonly GuestFacts[],
  instanceOf: (part: GuestFacts) => object | null = () => null,
): readonly Guest[] {
  const isOne = (a: GuestFacts, b: GuestFacts) => {
    const instance = instanceOf(a);
    return instance !== null && instance === instanceOf(b) ? isSameBoot(a, b) : isSameGuest(a, b);
  };
  const groups: GuestFacts[][] = [];
  for (const one of all.filter((part) => !isAnonymous(part))) {
    const same = groups.filter((group) => group.some((other) => isOne(one, other)));
    for (const group of same) groups.splice(groups.indexOf(group), 1);
    groups.push([...same.flat(), one]);
  }
  const anonymous = all.filter(isAnonymous);
  const placed = groups.map((group) => {
    const beside = anonymous.filter((one) => homeOf(one, groups) === group);
    return guestOf([...group, ...beside], beside.length > 0);
  });
  const left = anonymous.filter((one) => homeOf(one, groups) === null);
  return [...placed, ...left.map((one) => guestOf([one], false))];
}

const isAnonymous = ({ kind }: GuestFacts) => kind === 'authorized-keys';

/** The only guest with files in the same directory. */
function homeOf(one: GuestFacts, groups: readonly GuestFacts[][]): GuestFacts[] | null {
  const directory = posix.dirname(one.path);
  const near = groups.filter((group) =>
    group.some(({ path }) => posix.dirname(path) === directory),
  );
  return near.length === 1 ? (near[0] ?? null) : null;
}

const SAME_BOOT_MS = 10 * 60_000;

function isSameGuest(a: GuestFacts, b: GuestFacts): boolean {
  if (a.instanceId !== null && b.instanceId !== null) return a.instanceId.id === b.instanceId.id;
  if ([...a.stages].some((stage) => b.stages.has(stage))) return true;
  const isThen = a.booted !== null && b.booted !== null && isSameBoot(a, b);
  return isThen && [...a.macs].some((mac) => b.macs.has(mac));
}

/** Where one does not tell when it booted, nothing speaks against it. */
const isSameBoot = (a: GuestFacts, b: GuestFacts) =>
  a.booted === null || b.booted === null || Math.abs(a.booted.at - b.booted.at) < SAME_BOOT_MS;

function guestOf(parts: readonly GuestFacts[], byDirectory: boolean): Guest {
  const sorted = [...parts].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  return { parts, facts: sorted.reduce(together), byDirectory };
}

/** What `a` does not tell, `b` does. */
function together(a: GuestFacts, b: GuestFacts): GuestFacts {
  return {
    ...a,
    instanceId: a.instanceId ?? b.instanceId,
    hostnames: new Set([...a.hostnames, ...b.hostnames]),
    ips: new Set([...a.ips, ...b.ips]),
    macs: new Set([...a.macs, ...b.macs]),
    stages: new Set([...a.stages, ...b.stages]),
    booted: a.booted ?? b.booted,
    version: exactest(a, b),
    datasource: a.datasource ?? b.datasource,
    refused: a.refused ?? b.refused,
    keysFailed: a.keysFailed ?? b.keysFailed,
    rootRead: a.rootRead ?? b.rootRead,
    rootWritten: a.rootWritten ?? b.rootWritten,
    userWritten: a.userWritten ?? b.userWritten,
    tables: [...a.tables, ...b.tables],
    noKeys: a.noKeys ?? b.noKeys,
    network: a.network ?? b.network,
    firstLine: a.firstLine ?? b.firstLine,
    login: a.login ?? b.login,
    disabled: a.disabled ?? b.disabled,
    panic: a.panic ?? b.panic,
    cirros: a.cirros ?? b.cirros,
    cloudInit: a.cloudInit ?? b.cloudInit,
    entries: [...a.entries, ...b.entries],
  };
}

/** A stage line of 0.6 does not print the third number. */
function exactest(a: GuestFacts, b: GuestFacts): GuestFacts['version'] {
  const [one, other] = [a.version, b.version];
  return one !== null && (other === null || one.text.length >= other.text.length) ? one : other;
}
