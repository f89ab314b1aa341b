// How far apart the clocks of hosts look that worked on the same requests. In: lines with their requests. Out: the
// distance between the first lines of each request. Work moves from host to host, so it is no error of a clock by
// itself; nothing is corrected.

import { instant } from '../clock.ts';
import { type EventFact, readTime } from '../facts/fact.ts';
import type { Cited, ClockPair, Clocks } from './model.ts';

interface Met {
  readonly at: number;
  readonly cited: Cited;
}

interface Pair {
  readonly hosts: readonly [string, string];
  requests: number;
  least: number;
  most: number;
  readonly evidence: readonly [Cited, Cited];
}

/** Requests remembered. */
const REQUESTS = 200_000;
const PAIRS = 10_000;

/** Takes the lines of one host after the other. */
export function newClockWatch() {
  const firsts = new Map<string, Met>();
  const pairs = new Map<string, Pair>();
  let left = 0;
  let host: string | null = null;
  const own = new Map<string, Met>();
  const endHost = () => {
    for (const [request, met] of own) {
      const other = firsts.get(request);
      if (other !== undefined) addPair(pairs, other, met);
      else if (firsts.size < REQUESTS) firsts.set(request, met);
      else left += 1;
    }
    own.clear();
  };
  return {
    take(fact: EventFact, line: number): void {
      if (fact.host !== host) endHost();
      host = fact.host;
      const time = readTime(fact.at);
      if (fact.request === null || time === null || own.has(fact.request)) return;
      const cited = { host, line, text: fact.text };
      own.set(fact.request, { at: instant(time).getTime(), cited });
    },
    clocks(): Clocks {
      endHost();
      return {
        requests: firsts.size,
        notCompared: left,
        pairs: [...pairs.values()].map(rowOf).sort((a, b) => farthest(b) - farthest(a)),
      };
    },
  };
}

function addPair(pairs: Map<string, Pair>, one: Met, other: Met): void {
  const hosts = [one.cited.host, other.cited.host] as const;
  const key = JSON.stringify(hosts);
  const seconds = (other.at - one.at) / 1000;
  const known = pairs.get(key);
  if (known !== undefined) {
    known.requests += 1;
    known.least = Math.min(known.least, seconds);
    known.most = Math.max(known.most, seconds);
  } else if (pairs.size < PAIRS) {
    const evidence = [one.cited, other.cited] as const;
    pairs.set(key, { hosts, requests: 1, least: seconds, most: seconds, evidence });
  }
}

const rowOf = ({ hosts, requests, least, most, evidence }: Pair): ClockPair => ({
  hosts,
  requests,
  leastSeconds: least,
  mostSeconds: most,
  evidence,
});

const farthest = ({ leastSeconds, mostSeconds }: ClockPair) =>
  Math.max(Math.abs(leastSeconds), Math.abs(mostSeconds));
