// The facts of one host. In: lines, with repetitions and in any order. Out: each fact once, in the order of the host.

import { instant } from '../clock.ts';
import { plain } from '../reporters/plain.ts';
import { type EventFact, type EvidenceFact, type LogFact, type Place, readTime } from './fact.ts';
import type { HostFacts } from './files.ts';
import { readFact, WITHOUT_PLACES } from './lines.ts';
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

/** An event as this tool writes it: what the order takes can be told without reading all of it. */
const HEAD =
  /^\{"schema":"[^"]+","host":"[^"]+","id":"([^"]+)","kind":"event","at":(?:null|"([^"]+)"),/;
const PLACES = ',"places":';
const TAIL = /^\[(?:\["[^"\\]+",\d+\],?)+\]\}\n?$/;

function skimmed(text: string): (HeldEvent & { readonly id: string }) | null {
  const head = HEAD.exec(text);
  const end = text.lastIndexOf(PLACES);
  const tail = text.slice(end + PLACES.length);
  if (head === null || end < 0 || !TAIL.test(tail)) return null;
  const [, id = '', at = null] = head;
  const places = JSON.parse(tail.slice(0, tail.lastIndexOf('}'))) as readonly Place[];
  return { id, ms: momentOf(at), places, body: `${text.slice(0, end)}}` };
}

function heldOf({ places, ...rest }: EventFact): HeldEvent & { readonly id: string } {
  return { id: rest.id, ms: momentOf(rest.at), places, body: JSON.stringify(rest) };
}

function momentOf(at: string | null): number | null {
  const time = readTime(at);
  return time === null ? null : instant(time).getTime();
}

export function newHeld(host: string): Held {
  const logs = new Map<string, LogFact>();
  const events = new Map<string, HeldEvent>();
  const evidence = new Map<string, EvidenceFact>();
  const addEvent = ({ id, ms, places, body }: HeldEvent & { readonly id: string }) => {
    const known = events.get(id);
    if (known === undefined) {
      events.set(id, { ms, places, body });
      return;
    }
    known.places = union(known.places, places);
    // One line may be read from two layouts; it does not matter which, but it is to be the same.
    if (body < known.body) known.body = body;
  };
  return {
    host,
    add(text, where) {
      const skim = skimmed(text);
      if (skim !== null) return addEvent(skim);
      if (text.trim() === '') return;
      const fact = readFact(text, () => where);
      if (fact.kind === 'log') takeOne(logs, fact);
      else if (fact.kind === 'evidence') takeOne(evidence, fact);
      else addEvent(heldOf(fact));
    },
    get logs() {
      return [...logs.values()].sort((a, b) => compare(a.log, b.log) || compare(a.id, b.id));
    },
    get evidence() {
      return [...evidence.values()].sort((a, b) => compare(a.path, b.path) || compare(a.id, b.id));
    },
    *events() {
      for (const { body, places } of inOrder(events.values())) {
        const fact = readFact(body, () => `a fact of ${plain(host)}`, WITHOUT_PLACES) as EventFact;
        yield { ...fact, places };
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
