// Facts without files: logs given as texts are extracted, facts put together, and reported on.

import { newExtractor, oneByOne } from '../src/facts/extractor.ts';
import { factLine } from '../src/facts/fact.ts';
import { newHeld } from '../src/facts/held.ts';
import { reduce } from '../src/facts/reduce.ts';
import { newJudging } from '../src/judging.ts';
import type { Report } from '../src/model.ts';
import { readInputs } from '../src/read-inputs.ts';
import type { Input } from '../src/sources/index.ts';

/** The lines that `extract` writes. */
export async function factsOf(inputs: readonly Input[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const reading = oneByOne(newExtractor(), (fact) => lines.push(factLine(fact)));
  await readInputs(inputs, reading, {});
  reading.end();
  return lines;
}

function held(lines: readonly string[]) {
  const hosts = new Map<string, ReturnType<typeof newHeld>>();
  for (const line of lines) {
    const { host } = JSON.parse(line);
    const own = hosts.get(host) ?? newHeld(host);
    hosts.set(host, own);
    own.add(line, 'a test');
  }
  return [...hosts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => own);
}

/** The lines that `merge` writes of others. */
export const merged = (lines: readonly string[]): readonly string[] =>
  held(lines).flatMap((own) => [...own.logs, ...own.events()].map(factLine));

/** The report on facts. */
export function reportOnFacts(lines: readonly string[]): Report {
  const judging = newJudging({});
  for (const own of held(lines)) reduce(own, judging);
  return judging.end()([]).report;
}
