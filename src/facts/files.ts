// Files of facts. In: their paths. Out: the hosts they are of, and for each the facts, each once, in their order.
// Only those of one host are held at a time.

import { UsageError } from '../errors.ts';
import { findInput, peek, type Stdin } from '../sources/index.ts';
import type { EventFact, EvidenceFact, LogFact } from './fact.ts';
import { type Held, newHeld } from './held.ts';
import { hostIn } from './lines.ts';
import { named, type Opened, openOne, undamaged } from './opened.ts';

/** The facts of one host. */
export interface HostFacts {
  readonly host: string;
  readonly logs: readonly LogFact[];
  readonly evidence: readonly EvidenceFact[];
  /** In the order the host wrote them. */
  events(): Iterable<EventFact>;
}

export interface FactFiles {
  /** In alphabetical order. */
  readonly hosts: readonly string[];
  of(host: string): Promise<HostFacts>;
  /** Whether there are facts of files beside the logs. */
  readonly hasEvidence: boolean;
  /** Files that lack something, in words: one that ends inside a fact, or has none. */
  readonly lacking: readonly string[];
  close(): Promise<void>;
}

/** Whole lines of one host that follow each other. */
interface Piece {
  readonly of: Opened;
  readonly from: number;
  to: number;
  /** Of the first one, from 1. */
  readonly line: number;
}

const CUT = 'ends inside a fact; what is left of that is not read';

const NEWLINE = 10;
/** What a fact is stands at its beginning. */
const HEAD_BYTES = 1 << 10;

/** @param paths `-` is standard input
 *  @throws UsageError for what cannot be read, and for what is no file of facts, before there is an answer */
export async function openFacts(paths: readonly string[], stdin: Stdin): Promise<FactFiles> {
  const pieces = new Map<string, Piece[]>();
  const opened: Opened[] = [];
  const lacking: string[] = [];
  const found = { pieces, hasEvidence: false };
  const close = async () => {
    for (const file of opened) await file.close();
  };
  try {
    for (const path of paths) {
      const one = await openOne(path, stdin);
      opened.push(one);
      const why = await findPieces(one, found);
      if (why !== null) lacking.push(`${named(path)}: ${why}`);
    }
    if (pieces.size === 0) throw new UsageError(lacking.join('; '));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    hosts: [...pieces.keys()].sort(),
    lacking,
    hasEvidence: found.hasEvidence,
    close,
    async of(host) {
      const held = newHeld(host);
      for (const piece of pieces.get(host) ?? []) await readPiece(piece, held);
      return held;
    },
  };
}

const LOOKED_AT = 1 << 12;

/** Whether a file is of facts, by its first line. @returns what standard input is after that look */
export async function isFactFile(
  path: string,
  stdin: Stdin,
): Promise<{ readonly isFacts: boolean; readonly stdin: Stdin }> {
  const input = path === '-' && stdin.isTTY === true ? null : await findInput(path, stdin);
  if (input === null || 'reason' in input) return { isFacts: false, stdin };
  const { head, whole, close } = await peek(undamaged(input), LOOKED_AT);
  const isFacts = head.toString('latin1').includes('"inject-trace/fact/');
  if (path === '-') return { isFacts, stdin: whole };
  await close();
  return { isFacts, stdin };
}

/** Notes where the lines of each host lie. Resolves to what the file lacks, null for nothing. */
async function findPieces(
  of: Opened,
  found: { readonly pieces: Map<string, Piece[]>; hasEvidence: boolean },
): Promise<string | null> {
  const { pieces } = found;
  let line = 0;
  let at = 0;
  const last: { host: string | null; piece: Piece | null } = { host: null, piece: null };
  for await (const bytes of linesOf(of.read(0, null))) {
    line += 1;
    if (bytes.at(-1) !== NEWLINE && !isWhole(bytes)) return CUT;
    const host = hostIn(bytes, () => `${named(of.path)}:${line}`);
    if (host !== null) {
      found.hasEvidence ||= bytes.subarray(0, HEAD_BYTES).includes('"kind":"evidence"');
      if (last.piece?.to === at && last.host === host) last.piece.to += bytes.length;
      else {
        last.host = host;
        last.piece = { of, from: at, to: at + bytes.length, line };
        pieces.set(host, [...(pieces.get(host) ?? []), last.piece]);
      }
    }
    at += bytes.length;
  }
  return at === 0 ? 'empty, and no facts' : null;
}

function isWhole(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}

async function readPiece({ of, from, to, line }: Piece, held: Held): Promise<void> {
  let at = line;
  for await (const bytes of linesOf(of.read(from, to))) {
    held.add(bytes.toString(), `${named(of.path)}:${at}`);
    at += 1;
  }
}

/** Each with its newline, but for a last one without. */
async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const bytes = Buffer.concat([rest, piece]);
    let begin = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, begin)) {
      yield bytes.subarray(begin, end + 1);
      begin = end + 1;
    }
    rest = bytes.subarray(begin);
  }
  if (rest.length > 0) yield rest;
}
