// The thread that checks cases. In: logs, seed, which numbers. Out: a message for each find and one at the end;
// the number at work stands in shared memory, as a case without end sends nothing.

import { parentPort, workerData } from 'node:worker_threads';
import { newCase } from './cases.js';
import { kindOf, problemOf } from './check.js';
import { logsIn } from './material.js';
import { minimise } from './minimise.js';
import { newProperties } from './properties.js';

const { folders, library, seed, first, cases, until, at } = workerData;
const logs = logsIn(folders);
const properties = newProperties(await import(library));
const known = new Set();
let number = first;

for (; number < first + cases && Date.now() < until; number += 1) {
  Atomics.store(at, 0, number);
  const { bytes } = newCase(logs, seed, number);
  const problem = await problemOf(properties, bytes, number);
  if (problem === null || known.has(kindOf(problem))) continue;
  known.add(kindOf(problem));
  const kind = kindOf(problem);
  const smallest = await minimise(bytes, async (fewer) => {
    const still = await problemOf(properties, fewer, number);
    return still !== null && kindOf(still) === kind;
  });
  parentPort?.postMessage({ number, problem, bytes: smallest });
}
parentPort?.postMessage({ done: number - first });
