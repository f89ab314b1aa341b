// The two loops over every byte of a log, in AssemblyScript: where a needle may begin, and how many lines
// end. Memory: two bit tables of 8 KiB each at 0 and 8192, then the text.

const FIRST: usize = 0;
const SECOND: usize = 8192;
const NEWLINE: u8 = 10;

/** The first of the positions `from`, `from + stride`, … below `to` whose four bytes are in both tables,
 *  `to` if there is none. */
export function candidate(from: usize, to: usize, stride: usize): usize {
  for (let at = from; at + 4 <= to; at += stride) {
    const bytes = load<u32>(at);
    const first = (bytes * 0x9e3779b1) >>> 16;
    if (!(load<u8>(FIRST + (first >> 3)) & (1 << (first & 7)))) continue;
    const second = (bytes * 0x85ebca6b) >>> 16;
    if (load<u8>(SECOND + (second >> 3)) & (1 << (second & 7))) return at;
  }
  return to;
}

/** How many newlines there are from `from` to before `to`. */
export function newlines(from: usize, to: usize): u32 {
  const wanted = i8x16.splat(NEWLINE);
  let count: u32 = 0;
  let at = from;
  while (at + 16 <= to) {
    // A lane counts to 255 at most before the lanes are added up.
    const stop = min(to - 15, at + 16 * 255);
    let lanes = i8x16.splat(0);
    for (; at < stop; at += 16) lanes = i8x16.sub(lanes, i8x16.eq(v128.load(at), wanted));
    const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(lanes));
    count += i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1);
    count += i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3);
  }
  for (; at < to; at += 1) count += u32(load<u8>(at) === NEWLINE);
  return count;
}
