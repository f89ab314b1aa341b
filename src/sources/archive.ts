// A tar archive to the logs in it, and in the archives in it. It is read once to find them; small ones
// are held in memory, the others are read from the archive again, which standard input does not allow.

import { type ByteReader, type Bytes, newByteReader, rest } from './bytes.ts';
import { newReadingCounts, type ReadingCounts } from './damage.ts';
import { decode, joined, LIMITS } from './decode.ts';
import type { Candidate, Listed, Unreadable } from './input.ts';
import { type Archive, brokenOff, memberBytes, memberInput, untilDamage } from './member.ts';
import { judge, LOOK_BYTES, LOOKED_FOR } from './names.ts';
import { newReportHosts, type ReportHosts } from './sosreport.ts';
import { isTar, type Member, membersOf, TAR_BLOCK } from './tar.ts';

export interface Searched {
  readonly taken: readonly Candidate[];
  readonly unreadable: readonly Unreadable[];
  readonly skipped: readonly Listed[];
}

/** Of all members held together, as they stand in the archive. */
const HELD_BYTES = 1 << 26;
const HELD_OF_A_PIPE = 1 << 28;
/** Logs taken of one archive, and files named that are none; the others are counted. */
const MOST = 10_000;
/** Archives in one another: support cases hold reports, which hold what others collected. */
const MAX_NESTED = 3;
/** The largest block of a compression, behind which its first bytes come out. */
const BLOCK_BYTES = 1 << 20;

/** One archive while its members are met. */
interface Search {
  readonly archive: Archive;
  /** Of the archive, from outside. */
  readonly counts: ReadingCounts;
  /** Bytes that may still be held, for all archives in one another. */
  readonly room: { bytes: number };
  readonly depth: number;
  readonly hosts: ReportHosts;
  /** Members not looked at, as there were too many before them. */
  more: number;
  readonly taken: Candidate[];
  readonly unreadable: Unreadable[];
  readonly skipped: Listed[];
}

/** Finds the logs in an archive, in its order. */
export async function searchArchive(given: Omit<Archive, 'limits'>): Promise<Searched> {
  const archive = { ...given, limits: { ...LIMITS } };
  const counts = newReadingCounts();
  const room = { bytes: archive.repeatable ? HELD_BYTES : HELD_OF_A_PIPE };
  return searchMembers(archive, archive.open(counts), counts, room, 1);
}

async function searchMembers(
  archive: Archive,
  bytes: Bytes,
  counts: ReadingCounts,
  room: Search['room'],
  depth: number,
): Promise<Searched> {
  const found = { taken: [], unreadable: [], skipped: [], more: 0, hosts: newReportHosts() };
  const search: Search = { archive, counts, room, depth, ...found };
  let index = -1;
  for await (const member of untilDamage(membersOf(bytes), counts)) {
    index += 1;
    if (search.taken.length >= MOST || search.skipped.length >= MOST) search.more += 1;
    else if (member.isFile) await lookInto(search, member, index);
    else if (member.isLink) search.skipped.push(linkIn(archive, member));
  }
  return closed(search);
}

/** Its file is a member, too. */
function linkIn({ path }: Archive, { name }: Member): Listed {
  return { path: `${path}:${name}`, taken: false, why: 'a link' };
}

/** What was found; damage is told with the last log before it. */
function closed({ archive, counts, hosts, taken, unreadable, skipped, more }: Search): Searched {
  if (more > 0) {
    const reason = `holds more than ${MOST} files; ${more} behind them are not looked at`;
    unreadable.push({ path: archive.path, reason });
  }
  const [damage] = counts.damage;
  const last = taken.pop();
  if (last !== undefined) {
    taken.push(damage === undefined ? last : brokenOff(last, damage));
  } else if (unreadable.length === 0) {
    const broken = damage === undefined ? '' : `${damage}; `;
    const reason = `${broken}holds no nova-compute log; looked for ${LOOKED_FOR}`;
    unreadable.push({ path: archive.path, reason, holdsNone: true });
  }
  const hosted = taken.map((input) => ({
    ...input,
    host: input.host ?? hosts.of(input.path.slice(archive.path.length + 1)),
  }));
  return { taken: hosted, unreadable, skipped };
}

async function lookInto(search: Search, member: Member, index: number): Promise<void> {
  const reader = newByteReader(untilDamage(member.body, newReadingCounts()));
  const head = await headOf(reader);
  if (isTar(head)) await searchInner(search, member, index, reader);
  else await judgeMember(search, member, index, reader, head);
  search.hosts.meet(member.name, head);
  await reader.close();
}

/** An archive in the archive, searched as it comes by. */
async function searchInner(
  { archive, counts, room, depth, taken, unreadable, skipped }: Search,
  { name }: Member,
  index: number,
  reader: ByteReader,
): Promise<void> {
  const path = `${archive.path}:${name}`;
  if (depth === MAX_NESTED) {
    const why = `an archive more than ${MAX_NESTED} archives deep: not looked into`;
    skipped.push({ path, taken: false, why });
    return;
  }
  const { limits } = archive;
  const packing = joined(counts.compression, 'tar');
  const open: Archive['open'] = async function* (into) {
    into.compression = packing;
    yield* decode(memberBytes(archive, index, newReadingCounts()), into, { limits });
  };
  const own: ReadingCounts = { ...newReadingCounts(), compression: packing };
  const inner: Archive = { path, open, repeatable: archive.repeatable, limits };
  const bytes = decode(rest(reader), own, { limits });
  const found = await searchMembers(inner, bytes, own, room, depth + 1);
  taken.push(...found.taken);
  skipped.push(...found.skipped);
  for (const one of found.unreadable) {
    if (one.holdsNone && own.damage.length === 0) {
      skipped.push({ path: one.path, taken: false, why: one.reason });
    } else {
      unreadable.push({ path: one.path, reason: one.reason });
    }
  }
}

/** Judges a member, and holds its bytes where there is room. */
async function judgeMember(
  { archive, counts, room, taken, unreadable, skipped }: Search,
  member: Member,
  index: number,
  reader: ByteReader,
  head: Buffer,
): Promise<void> {
  const path = `${archive.path}:${member.name}`;
  const fits = member.size <= room.bytes;
  let held: Bytes | null = null;
  const hold = async () => {
    held ??= given(await collect(rest(reader)));
    return held;
  };
  const { limits } = archive;
  const whole = async () =>
    decode(fits ? await hold() : rest(reader), newReadingCounts(), { limits });
  const { isLog, why, evidence } = await judge(member.name, head, whole);
  if (!isLog && evidence === undefined) {
    skipped.push({ path, taken: false, why });
  } else if (!fits && !archive.repeatable) {
    const reason = 'too large to hold; save the archive to a file and name that';
    unreadable.push({ path, reason });
  } else {
    const own = fits ? await hold() : null;
    room.bytes -= own === null ? 0 : member.size;
    const bytes = (outer: ReadingCounts) => own ?? memberBytes(archive, index, outer);
    const input = memberInput(path, member, why, counts.compression, limits, bytes);
    taken.push(evidence === undefined ? input : { ...input, evidence });
  }
}

/** The first bytes of a member, decompressed. */
async function headOf(reader: ByteReader): Promise<Buffer> {
  for (const size of [LOOK_BYTES, BLOCK_BYTES]) {
    const packed = await reader.take(size);
    reader.unread(packed);
    const head = await beginning(decode(given([packed]), newReadingCounts()), BLOCK_BYTES);
    if (head.length >= TAR_BLOCK || packed.length < size || size === BLOCK_BYTES) return head;
  }
  return Buffer.alloc(0);
}

/** So many bytes at least, where there are: what is packed may be a thousand times as much. */
async function beginning(bytes: Bytes, most: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    pieces.push(Buffer.from(piece));
    length += piece.length;
    if (length >= most) break;
  }
  return Buffer.concat(pieces).subarray(0, most);
}

async function collect(bytes: Bytes): Promise<readonly Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return pieces;
}

function given(pieces: readonly Uint8Array[]): Bytes {
  return {
    async *[Symbol.asyncIterator]() {
      yield* pieces;
    },
  };
}
