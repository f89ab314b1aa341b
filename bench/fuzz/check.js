// One case of the fuzz run checked. In: bytes and its number. Out: what does not hold. Most cases are read only;
// the others ask for one thing more.

import { newChance } from '../chance.js';
import { misbehaviourOn } from './command.js';

/** @typedef {ReturnType<typeof import('./properties.js').newProperties>} Properties */

const MORE = /** @type {const} */ (['cut', 'shows', 'besides', 'finds', 'windows']);
/** Of so many cases one is checked for one thing more. */
const EACH = 3;
/** A process takes as long as a hundred cases. */
const COMMAND_EACH = 5000;

/** @param {Properties} properties @param {Buffer} bytes @param {number} number
 *  @returns {Promise<string | null>} begins with a word and a colon that tell one kind from another */
export async function problemOf(properties, bytes, number) {
  const more = number % EACH === 0 ? MORE[(number / EACH) % MORE.length] : undefined;
  try {
    if (number % COMMAND_EACH === 0) return misbehaviourOn(bytes);
    return more === undefined
      ? await properties.reads(bytes)
      : await properties[more](bytes, newChance(number));
  } catch (error) {
    return `throws: ${error instanceof Error ? error.stack : error}`;
  }
}

/** @param {string} problem */
export const kindOf = (problem) =>
  problem
    .split('\n')
    .slice(0, 2)
    .join('\n')
    .replace(/\d+|".*"/g, '#');
