// Inputs put in the order of their first record, host by host, and each content only once. A rotated log
// may carry any name, and copytruncate leaves copies.

import { createHash } from 'node:crypto';
import { instant } from '../clock.ts';
import type { LogTime } from '../model.ts';
import { peek } from './bytes.ts';
import { newReadingCounts } from './damage.ts';
import { type Candidate, type Input, readingError, type Unreadable } from './input.ts';
import { unlessAborted } from './interruption.ts';
import { rotationSet } from './rotation.ts';

export interface Ordered {
  readonly inputs: readonly Candidate[];
  /** Inputs left out, with the path of the one that has the same content. */
  readonly copies: readonly { readonly path: string; readonly of: string }[];
  readonly unreadable: readonly Unreadable[];
}

interface Sample {
  readonly input: Candidate;
  readonly empty: boolean;
  readonly digest: string;
  /** Of all of it, once somebody asked. */
  whole?: string;
  readonly first: number | null;
  readonly host: string | null;
}

/** Reads from the first bytes of an input when and where it begins. */
export type ReadFirst = (
  head: Buffer,
  input: Input,
) => Promise<{ readonly time: LogTime | null; readonly host: string | null }>;

const SAMPLE_BYTES = 1 << 16;

/** The order in which to read, without copies. */
export async function order(
  candidates: readonly Candidate[],
  readFirst: ReadFirst,
  signal?: AbortSignal,
): Promise<Ordered> {
  const samples: Sample[] = [];
  const copies: { path: string; of: string }[] = [];
  const unreadable: Unreadable[] = [];
  const unread: Candidate[] = [];
  const looked = <Value>(candidate: Candidate, look: () => Promise<Value>) =>
    candidate.endsItself ? look() : unlessAborted(look, signal);
  for (const candidate of candidates) {
    try {
      const sample = await looked(candidate, () => sampleOf(candidate, readFirst));
      if (sample === null) {
        unread.push(candidate);
        continue;
      }
      const same = await looked(candidate, () => originalOf(sample, samples));
      if (same === null) samples.push(sample);
      else copies.push({ path: candidate.path, of: same.input.path });
    } catch (error) {
      unreadable.push({ path: candidate.path, reason: readingError(error) });
    }
  }
  const inputs = [...byFirstRecord(samples).map(({ input }) => input), ...unread];
  return { inputs, copies, unreadable };
}

/** Hosts keep the places they have; standard input comes last where times do not tell. */
function byFirstRecord(samples: readonly Sample[]): readonly Sample[] {
  const full = samples.filter(({ empty }) => !empty);
  const inPlace = within(full, hostOf, (own) =>
    own.every(isTimed)
      ? byTime(own)
      : within([...own.filter(isFile), ...own.filter((one) => !isFile(one))], logOf, (log) =>
          log.every(isTimed) ? byTime(log) : log,
        ),
  );
  return [...inPlace, ...samples.filter(({ empty }) => empty)];
}

/** Arranges those with one key in the places that they have. */
function within(
  samples: readonly Sample[],
  keyOf: (one: Sample) => string | null,
  arrange: (own: readonly Sample[]) => readonly Sample[],
): readonly Sample[] {
  const groups = new Map<string | null, Sample[]>();
  for (const one of samples) {
    const group = groups.get(keyOf(one)) ?? [];
    group.push(one);
    groups.set(keyOf(one), group);
  }
  const arranged = new Map([...groups].map(([key, own]) => [key, [...arrange(own)]]));
  return samples.flatMap((one) => arranged.get(keyOf(one))?.shift() ?? []);
}

const byTime = (own: readonly Sample[]) => [...own].sort((a, b) => (a.first ?? 0) - (b.first ?? 0));
const isTimed = ({ first }: Sample) => first !== null;
const hostOf = ({ host }: Sample) => host;
const logOf = ({ input }: Sample) => rotationSet(input.path);
const isFile = ({ input }: Sample) => input.path !== '-';

/** Reads the beginning; what can be read only once is given back whole. */
async function sampleOf(input: Candidate, readFirst: ReadFirst): Promise<Sample> {
  const counts = newReadingCounts();
  const { head, whole, close } = await peek(input.open(counts), SAMPLE_BYTES);
  const { time, host } = await readFirst(head, input);
  const first = time === null ? null : instant(time).getTime();
  const told = { empty: head.length === 0, digest: digestOf(head), first, host };
  if (input.repeatable) {
    await close();
    return { input, ...told };
  }
  const open: Candidate['open'] = async function* (into) {
    counts.onRead = (read) => into.onRead?.(read);
    into.compression = counts.compression;
    yield* whole;
    into.damage.push(...counts.damage);
    if (counts.interrupted !== undefined) into.interrupted = counts.interrupted;
  };
  return { input: { ...input, open }, ...told };
}

async function originalOf(sample: Sample, others: readonly Sample[]): Promise<Sample | null> {
  if (sample.empty || !sample.input.repeatable) return null;
  for (const other of others) {
    if (other.digest !== sample.digest || !other.input.repeatable) continue;
    other.whole ??= await wholeDigestOf(other.input);
    sample.whole ??= await wholeDigestOf(sample.input);
    if (other.whole === sample.whole) return other;
  }
  return null;
}

async function wholeDigestOf(input: Candidate): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of input.open(newReadingCounts())) hash.update(chunk);
  return hash.digest('hex');
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
