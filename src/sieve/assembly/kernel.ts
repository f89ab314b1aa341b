// The two loops over every byte of a log, in AssemblyScript: where a needle may begin, and how many lines
// end. Memory: three bit tables of 8 KiB each, two of groups of four bytes and one of parts, then the text.

const FIRST: usize = 0;
const SECOND: usize = 8192;
const PARTS: usize = 16384;
const NEWLINE: u8 = 10;

/** The first of the positions `from`, `from + stride`, … below `to` whose four bytes are in both tables of
 *  groups, and belong to a part of `stride + 3` bytes that is in that of the parts; `to` if there is none.
 *  It may read eight bytes behind `to`. */
export function candidate(from: usize, to: usize, stride: usize): usize {
  const unused = 8 * (8 - (stride + 3));
  for (let at = from; at + 4 <= to; at += stride) {
    const bytes = load<u32>(at);
    const first = (bytes * 0x9e3779b1) >>> 16;
    if (!(load<u8>(FIRST + (first >> 3)) & (1 << (first & 7)))) continue;
    const second = (bytes * 0x85ebca6b) >>> 16;
    if (!(load<u8>(SECOND + (second >> 3)) & (1 << (second & 7)))) continue;
    for (let start = at; at - start < stride; start -= 1) {
      const part = (load<u64>(start) << unused) >>> unused;
      const hash = u32((part * 0x9e3779b97f4a7) >>> 48);
      if (load<u8>(PARTS + (hash >> 3)) & (1 << (hash & 7))) return at;
    }
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
