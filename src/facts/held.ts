// The facts of one host. In: lines, with repetitions and in any order. Out: each fact once, in the order of the host.

import { instant } from '../clock.ts';
import { type EventFact, type EvidenceFact, type LogFact, type Place, readTime } from './fact.ts';
import type { HostFacts } from './files.ts';
import { readFact } from './lines.ts';
import { inOrder } from './order.ts';

export interface Held extends HostFacts {
  /** @param where file and line, for an error @throws UsageError for what is no fact */
  add(text: string, where: string): void;
}

/** An event, as little of it as the order takes, and the rest as text. */
interface HeldEvent {
  readonly ms: number | null;
  places: readonly Place[];
  /** Without its places. */
  body: string;
}

export function newHeld(host: string): Held {
  const logs = new Map<string, LogFact>();
  const events = new Map<string, HeldEvent>();
  const evidence = new Map<string, EvidenceFact>();
  return {
    host,
    add(text, where) {
      if (text.trim() === '') return;
      const fact = readFact(text, () => where);
      if (fact.kind === 'log') return takeOne(logs, fact);
      if (fact.kind === 'evidence') return takeOne(evidence, fact);
      const { places, ...rest } = fact;
      const body = JSON.stringify(rest);
      const known = events.get(fact.id);
      if (known === undefined) {
        const time = readTime(fact.at);
        events.set(fact.id, { ms: time === null ? null : instant(time).getTime(), places, body });
        return;
      }
      known.places = union(known.places, places);
      // One line may be read from two layouts; it does not matter which, but it is to be the same.
      if (body < known.body) known.body = body;
    },
    get logs() {
      return [...logs.values()].sort((a, b) => compare(a.log, b.log) || compare(a.id, b.id));
    },
    get evidence() {
      return [...evidence.values()].sort((a, b) => compare(a.path, b.path) || compare(a.id, b.id));
    },
    *events() {
      // Which of two equal lines came first must not tell.
      const sorted = [...events].sort(([a], [b]) => compare(a, b)).map(([, event]) => event);
      for (const { body, places } of inOrder(sorted)) {
        yield { ...(JSON.parse(body) as Omit<EventFact, 'places'>), places };
      }
    },
  };
}

/** Of one file by several names any will do, but it is to be the same. */
function takeOne<Fact extends LogFact | EvidenceFact>(known: Map<string, Fact>, fact: Fact): void {
  const other = known.get(fact.id);
  if (other === undefined || fact.path < other.path) known.set(fact.id, fact);
}

const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);

function union(one: readonly Place[], other: readonly Place[]): readonly Place[] {
  const all = new Map([...one, ...other].map((place) => [place.join(' '), place]));
  return [...all].sort(([a], [b]) => compare(a, b)).map(([, place]) => place);
}
