// The inputs of the fuzz run. In: real logs, a seed and a number. Out: the same damaged log each time.

import { newChance } from '../chance.js';
import { MUTATIONS } from './mutations.js';

/** Bytes of a log taken as they are. */
const LENGTHS = [200, 1000, 3000, 8000];

/** @param {readonly Buffer[]} logs @param {number} seed @param {number} number */
export function newCase(logs, seed, number) {
  const chance = newChance(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  const part = () => partOf(logs[chance.below(logs.length || 1)] ?? Buffer.alloc(0), chance);
  let bytes = chance.happens(0.02) ? random(chance) : part();
  for (let count = chance.below(6); count > 0; count -= 1) {
    bytes = MUTATIONS[chance.below(MUTATIONS.length)]?.(bytes, chance, part) ?? bytes;
  }
  return { bytes: Buffer.from(bytes), chance };
}

/** Some whole lines. @param {Buffer} log @param {import('../chance.js').Chance} chance */
function partOf(log, chance) {
  const length = LENGTHS[chance.below(LENGTHS.length)] ?? 0;
  const from = chance.happens(0.3) ? 0 : chance.below(log.length + 1);
  const start = from === 0 ? 0 : log.indexOf(10, from) + 1;
  return log.subarray(start, start + length);
}

/** @param {import('../chance.js').Chance} chance */
function random(chance) {
  return Buffer.from(Array.from({ length: chance.below(2000) }, () => chance.below(256)));
}
