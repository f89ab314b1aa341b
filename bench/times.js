// Stamps as Nova prints them. In: milliseconds. Out: `2012-05-14 09:21:07`, with or without a fraction. The text
// of a second is kept, as most lines share it.

let second = -1;
let text = '';

/** @param {number} ms */
export function whole(ms) {
  const now = Math.floor(ms / 1000);
  if (now !== second) {
    second = now;
    text = new Date(now * 1000).toISOString().slice(0, 19).replace('T', ' ');
  }
  return text;
}

/** @param {number} ms */
export const precise = (ms) => `${whole(ms)}.${String(ms % 1000).padStart(3, '0')}`;
