// Random numbers that can be repeated. In: a seed. Out: whole numbers, choices and the ids of Nova's world.

/** @typedef {ReturnType<typeof newChance>} Chance */

/** @param {number} seed */
export function newChance(seed) {
  let state = seed | 0;

  /** Mulberry32. */
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };

  /** From 0 up to but without the limit. @param {number} limit */
  const below = (limit) => next() % limit;

  /** @param {number} share */
  const happens = (share) => next() < share * 2 ** 32;

  /** @template T @param {readonly [T, ...T[]]} things @returns {T} */
  const of = (things) => things[below(things.length)] ?? things[0];

  /** @param {number} digits */
  const hex = (digits) => {
    let text = '';
    while (text.length < digits) text += next().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  };

  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;

  /** The end of a temporary directory's name. */
  const word = () => {
    let text = '';
    while (text.length < 6) text += LETTERS[below(LETTERS.length)];
    return text;
  };

  return { below, happens, of, hex, uuid, word };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
