// The smallest input that still shows a find. In: bytes, and whether bytes show it. Out: fewer bytes.

const MOST_TRIES = 1500;

/** @param {Buffer} bytes @param {(bytes: Buffer) => Promise<boolean>} shows */
export async function minimise(bytes, shows) {
  let smallest = bytes;
  let tries = 0;
  for (let size = bytes.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at < smallest.length && tries < MOST_TRIES; ) {
      const without = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + size)]);
      tries += 1;
      if (await shows(without)) smallest = without;
      else at += size;
    }
  }
  return smallest;
}
