// Everything that the evidence says of one injection: the guest and what the metadata service answered it. In:
// the files and the injections of a report. Out: a proof for each cycle, and whose each file is.

import type { EvidenceFile } from '../evidence/index.ts';
import type { Cycle, Evidence, EvidenceSource } from '../model.ts';
import { askersOf, type MetadataLogs } from './askers.ts';
import { sourceOf } from './evidence-sources.ts';
import { type Guest, guestsOf } from './guests.ts';
import {
  type InjectedInstance,
  type InjectionCycle,
  injectedInstances,
  labelOf,
  type SeenBoot,
  windowOf,
} from './injected.ts';
import { CLOCK_MS, isLink, type Link } from './link.ts';
import { linkGuest } from './links.ts';
import type { LinkedGuest, Proof } from './proved.ts';
import { NOTHING_SERVED, servedTo } from './requests.ts';

export interface Proofs {
  of(injection: InjectionCycle): Proof;
  /** What the report says of a file. */
  source(file: EvidenceFile): EvidenceSource;
  /** Whether a key is in the guests that are linked to an instance. */
  readonly arrivals: readonly Arrival[];
}

export interface Arrival {
  /** Uuid, or name. */
  readonly instance: string;
  readonly confidence: Link['confidence'];
  /** Null where the guest does not tell. */
  readonly arrived: boolean | null;
  readonly evidence: readonly Evidence[];
}

export function newProofs(
  files: readonly EvidenceFile[],
  cycles: readonly InjectionCycle[],
  boots: readonly SeenBoot[],
): Proofs {
  const instances = files.length === 0 ? [] : injectedInstances(cycles, boots);
  const logs: MetadataLogs = {
    requests: files.flatMap(({ facts }) => facts.requests),
    owners: files.flatMap(({ facts }) => facts.owners),
  };
  const parts = files.flatMap(({ facts }) => facts.guests);
  const link = (guest: Guest) => ({ guest, linked: linkGuest(guest, instances, logs.owners) });
  const first = guestsOf(parts).map(link);
  // Parts that each name the instance need nothing else in common.
  const named = new Map(
    first.flatMap(({ guest, linked }) =>
      isLink(linked) && isNamed(linked)
        ? guest.parts.map((part) => [part, linked.instance] as const)
        : [],
    ),
  );
  const linked = distinct(guestsOf(parts, (part) => named.get(part) ?? null).map(link));
  const askers = askersOf(logs);
  const proofs = new Map<Cycle, Proof>();
  for (const instance of instances) {
    for (const injection of instance.injections) {
      const guest = guestOf(instance, injection, linked);
      const served = servedTo(askers, instances, instance, injection, guest);
      const otherBoot = guest === null ? otherBootOf(instance, linked) : null;
      proofs.set(injection.cycle, { injection, guest, served, otherBoot });
    }
  }
  return {
    of: (injection) =>
      proofs.get(injection.cycle) ?? {
        injection,
        guest: null,
        served: NOTHING_SERVED,
        otherBoot: null,
      },
    source: (file) => sourceOf(file, linked, [...proofs.values()]),
    arrivals: linked.flatMap(({ guest, linked: link }) =>
      isLink(link) ? [arrivalOf(guest, link)] : [],
    ),
  };
}

function arrivalOf({ facts }: Guest, { instance, confidence }: Link): Arrival {
  const { tables, userWritten, noKeys, datasource } = facts;
  const row = tables.flatMap(({ rows }) => rows)[0]?.evidence;
  const written = userWritten !== null && userWritten.bytes > 1 ? userWritten.evidence : undefined;
  const shown = row ?? written;
  const none =
    noKeys ?? userWritten?.evidence ?? (datasource?.kind === 'none' ? datasource.evidence : null);
  const evidence = shown ?? none;
  return {
    instance: labelOf(instance),
    confidence,
    arrived: shown !== undefined ? true : none === null ? null : false,
    evidence: evidence === null ? [] : [evidence],
  };
}

const NAMES: readonly Link['by'][] = ['uuid', 'ec2-id', 'path'];
const isNamed = ({ by }: Link) => NAMES.includes(by);

const SURENESS = ['uuid', 'ec2-id', 'path', 'address', 'hostname', 'key', 'boot-time'] as const;
const rank = ({ by }: Link) => SURENESS.indexOf(by);

/** Of two guests that are linked to one instance the surer is it; of two equally sure ones none, unless
 *  both name it: they are boots of it. */
function distinct(all: readonly LinkedGuest[]): readonly LinkedGuest[] {
  return all.map((one) => {
    const { linked } = one;
    if (!isLink(linked) || isNamed(linked)) return one;
    const rivals = all.flatMap((other) =>
      other !== one && isLink(other.linked) && other.linked.instance === linked.instance
        ? [other.linked]
        : [],
    );
    const isBeaten = rivals.some((rival) => rank(rival) <= rank(linked));
    const why = `another guest fits instance ${labelOf(linked.instance)} as well or better`;
    return isBeaten ? { ...one, linked: { why } } : one;
  });
}

const byBoot = (a: LinkedGuest, b: LinkedGuest) =>
  (a.guest.facts.booted?.at ?? 0) - (b.guest.facts.booted?.at ?? 0);

/** The boot that keys were written at has to lie behind the injection, and before the next one. */
function guestOf(
  instance: InjectedInstance,
  injection: InjectionCycle,
  all: readonly LinkedGuest[],
): Proof['guest'] {
  const window = windowOf(instance, injection);
  for (const { guest, linked } of [...all].sort(byBoot)) {
    if (!isLink(linked) || linked.instance !== instance) continue;
    const { booted } = guest.facts;
    const isAlone = instance.injections.length === 1;
    if (booted === null || window === null) {
      if (isAlone) return { guest, link: linked };
      continue;
    }
    if (booted.at >= window.from - CLOCK_MS && booted.at < window.to)
      return { guest, link: linked };
  }
  return null;
}

function otherBootOf(instance: InjectedInstance, all: readonly LinkedGuest[]): Evidence | null {
  const own = all.find(({ linked }) => isLink(linked) && linked.instance === instance);
  return own?.guest.facts.booted?.evidence ?? null;
}
