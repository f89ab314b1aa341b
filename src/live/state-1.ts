// What version 1 of the state kept, as this version keeps it: more was held of each instance, and less by which a cycle
// is found. In: what was kept, plain data. Out: the same, changed; the reading goes on from it.

import type { OwnCycle } from '../verdicts/instances.ts';
import { printOf } from '../verdicts/told-instances.ts';
import type { Kept } from './state.ts';

type Held = NonNullable<Kept['held']>;
type Host = Held['doing']['hosts'] extends Map<string, infer Value> ? Value : never;
type Boot = Held['identities']['boots'] extends Map<string, infer Value> ? Value : never;

/** What was other. */
interface Before {
  readonly held: {
    readonly identities: {
      readonly boots: Map<string, Boot & { evidence?: unknown }>;
    };
    readonly doing: { readonly hosts: Map<string, HostBefore> };
  };
  readonly remembered: {
    readonly instances: {
      readonly cycles: Map<string, readonly OwnCycle[]>;
      readonly told: number;
    };
  };
}
interface HostBefore extends Omit<Host, 'created' | 'idle' | 'early' | 'bound'> {
  readonly created: Map<string, CreationBefore>;
}
interface CreationBefore {
  readonly format: string;
  readonly cow: boolean;
  readonly event: { readonly evidence: unknown };
}

export function fromState1(state: unknown): Kept {
  const before = state as Before;
  for (const boot of before.held.identities.boots.values()) delete boot.evidence;
  for (const host of before.held.doing.hosts.values()) changeHost(host);
  const { cycles, told } = before.remembered.instances;
  const keys = [...cycles.keys()];
  Object.assign(before.remembered, {
    instances: {
      untold: new Map(
        [...cycles].map(([key, own], at) => [key, { number: told + at, cycles: own }]),
      ),
      count: told + keys.length,
      counted: new Set(keys.map(printOf)),
    },
  });
  return state as Kept;
}

function changeHost(host: HostBefore): void {
  const { threads, created } = host;
  const idle = [...threads].filter(([key, { cycles }]) => key !== '-' && cycles.length === 0);
  for (const [image, { format, cow, event }] of created) {
    created.set(image, { format, cow, evidence: event.evidence } as never);
  }
  const bound: Host['bound'] = new Map();
  for (const index of ['byDevice', 'byDir'] as const) {
    for (const [name, cycle] of host[index]) {
      const names = bound.get(cycle) ?? { byDevice: new Set(), byDir: new Set() };
      bound.set(cycle, names);
      names[index].add(name);
    }
  }
  Object.assign(host, { idle: new Set(idle.map(([key]) => key)), early: null, bound });
}
