// Which requests to the metadata service were one instance's, after one injection. In: who asked, and the guest
// if one is known. Out: what the instance fetched, what it was refused, and how sure it is that it was this one.

import type { MetadataRequest } from '../evidence/index.ts';
import type { Evidence } from '../model.ts';
import { inRange } from '../releases/index.ts';
import type { Askers } from './askers.ts';
import type { Guest } from './guests.ts';
import { type InjectedInstance, type InjectionCycle, printed, windowOf } from './injected.ts';
import { BOOT_MS, CLOCK_MS, type Link } from './link.ts';

export interface Served {
  /** The key or the document that holds it, answered with 200. */
  readonly fetched: Request | null;
  /** The key was asked for and there was none. */
  readonly missing: Request | null;
  /** Every answer was an error of the service. */
  readonly failed: Request | null;
  /** Requests for anything else. */
  readonly other: Request | null;
  /** Some asked for the key, and nothing tells which instance it was. */
  readonly ambiguous: Evidence | null;
  /** Every request that was the instance's. */
  readonly all: readonly Request[];
}

export interface Request {
  readonly request: MetadataRequest;
  readonly by: 'instance' | 'guest' | 'boot-time';
  readonly confidence: 'certain' | 'likely';
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

interface Scene {
  readonly askers: Askers;
  readonly instance: InjectedInstance;
  readonly instances: readonly InjectedInstance[];
  readonly guest: Guest | null;
  readonly link: Link | null;
  readonly from: number;
  readonly to: number;
  /** The moment `from` is. */
  readonly moment: number;
}

export const NOTHING_SERVED: Served = {
  fetched: null,
  missing: null,
  failed: null,
  other: null,
  ambiguous: null,
  all: [],
};

export function servedTo(
  askers: Askers,
  instances: readonly InjectedInstance[],
  instance: InjectedInstance,
  injection: InjectionCycle,
  found: { readonly guest: Guest; readonly link: Link } | null,
): Served {
  const window = windowOf(instance, injection, printed);
  const moment = windowOf(instance, injection)?.from;
  if (window === null || moment === undefined) return NOTHING_SERVED;
  const { guest = null, link = null } = found ?? {};
  const scene: Scene = { askers, instance, instances, guest, link, moment, ...window };
  // In 2012.1 any path below /openstack is answered with the list of versions.
  const isEssex = injection.version !== null && inRange(injection.version, '2012.1', '2012.1');
  const counts = ({ asked, at }: MetadataRequest) =>
    !(isEssex && asked === 'document') && at !== null && at >= scene.from && at < scene.to;
  const near = askers.open.filter((request) => counts(request) && isAtBoot(scene, request));
  const own = [...namedIn(scene, counts), ...near.flatMap((one) => guessed(scene, one) ?? [])];
  const first = (fits: (request: MetadataRequest) => boolean) =>
    own.find(({ request }) => fits(request)) ?? null;
  const taken = new Set(own.map(({ request }) => request));
  const stray = near.find((one) => isKey(one) && one.status === 200 && !taken.has(one));
  const isAnswered = stray !== undefined || own.some(({ request }) => request.status === 200);
  return {
    fetched:
      first(({ asked, status }) => asked === 'key' && status === 200) ??
      first((request) => isKey(request) && request.status === 200),
    missing: first(({ asked, status }) => asked !== 'other' && status === 404),
    failed: isAnswered ? null : first(({ status }) => status === 403 || status >= 500),
    other: first((request) => !isKey(request)),
    ambiguous: stray?.evidence ?? null,
    all: own,
  };
}

const isKey = ({ asked }: MetadataRequest) => asked === 'key' || asked === 'document';

const isAtBoot = ({ from }: Scene, { at }: MetadataRequest) => at !== null && at <= from + BOOT_MS;

/** Those that the logs themselves give to the instance. */
function namedIn(
  { askers, instance }: Scene,
  counts: (request: MetadataRequest) => boolean,
): readonly Request[] {
  const own = instance.uuid === null ? [] : (askers.byInstance.get(instance.uuid) ?? []);
  return own
    .filter(({ request }) => counts(request))
    .map(({ request, owner }) => ({
      request,
      by: 'instance',
      confidence: 'certain',
      text:
        owner === null
          ? 'the instance id stands with the request'
          : `the address ${request.ip} was this instance's`,
      evidence: owner === null ? [] : [owner],
    }));
}

/** By the guest that has the address, else as the only address that asked when only this one booted. */
const guessed = (scene: Scene, request: MetadataRequest) =>
  byGuest(scene, request) ?? byTime(scene, request);

function byGuest({ guest, link }: Scene, request: MetadataRequest): Request | null {
  const { ip, at } = request;
  const booted = guest?.facts.booted ?? null;
  if (guest === null || link === null || booted === null || ip === null || at === null) return null;
  const isThen = at >= booted.at - CLOCK_MS && at <= booted.at + BOOT_MS;
  if (!guest.facts.ips.has(ip) || !isThen) return null;
  const text = `the address ${ip} is the guest's, which is linked ${link.text}`;
  return { request, by: 'guest', confidence: 'likely', text, evidence: link.evidence };
}

function byTime(scene: Scene, request: MetadataRequest): Request | null {
  const { ip } = request;
  if (ip === null) return null;
  const known = scene.guest?.facts.ips;
  if (known !== undefined && known.size > 0 && !known.has(ip)) return null;
  const isAlone = scene.instances.every(
    (other) =>
      other === scene.instance ||
      other.begun.every((begun) => Math.abs(begun - scene.moment) > BOOT_MS + CLOCK_MS),
  );
  if (!isAlone || !isOnlyAddress(scene, ip)) return null;
  const text = `only this instance was booted then, and only ${ip} asked`;
  return { request, by: 'boot-time', confidence: 'likely', text, evidence: [] };
}

/** No other asked meanwhile, and this one never did before: it is no earlier instance's. */
function isOnlyAddress({ askers: { byAddress }, from }: Scene, ip: string): boolean {
  const isMeanwhile = ({ at }: MetadataRequest) =>
    at !== null && at >= from && at <= from + BOOT_MS;
  const own = byAddress.get(ip) ?? [];
  if (own.some(({ at }) => at !== null && at < from)) return false;
  return [...byAddress].every(
    ([other, requests]) =>
      other === ip ||
      requests.every((one) => !isMeanwhile(one) || (other === null && isHopOf(one, own))),
  );
}

const HOP_MS = 2000;

/** A request that another service on its way logs with its address. */
const isHopOf = (one: MetadataRequest, own: readonly MetadataRequest[]) =>
  own.some(
    ({ path, at }) => path === one.path && at !== null && Math.abs(at - (one.at ?? 0)) <= HOP_MS,
  );
