// In: a file, packed or not, or standard input. Out: the report that `--format json` printed there. Whatever
// is not exactly one is refused with what is wrong and where, so that no reporter meets it.

import { constants } from 'node:buffer';
import { UsageError } from './errors.ts';
import type { Report } from './model.ts';
import { plain } from './reporters/plain.ts';
import { firstProblem } from './schema/check.ts';
import { reportSchema } from './schema/index.ts';
import { findInput, newReadingCounts, readingError } from './sources/index.ts';
import { VERSION } from './version.ts';

/** @param path `-` for standard input
 *  @throws UsageError */
export async function readReport(
  path: string,
  stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean },
): Promise<Report> {
  if (path === '-' && stdin.isTTY === true)
    throw new UsageError('no report given: name a file, or pipe one in; --help shows how');
  const refuse: Refuse = (why) => {
    throw new UsageError(`${path === '-' ? 'standard input' : plain(path)}: ${why}`);
  };
  const text = await textOf(path, stdin, refuse);
  const value = parsed(text, refuse);
  const problem = firstProblem(value, reportSchema);
  if (problem === null) return value as Report;
  const { where, what } = problem;
  const told = where === '' ? `it ${what}` : `${where} ${what}`;
  return refuse(`no report of inject-trace: ${plain(told)}${writer(value)}`);
}

type Refuse = (why: string) => never;

async function textOf(
  path: string,
  stdin: AsyncIterable<Uint8Array>,
  refuse: Refuse,
): Promise<string> {
  const input = await findInput(path, stdin);
  if ('reason' in input) return refuse(input.reason);
  const counts = newReadingCounts();
  const bytes = await gathered(input.open(counts)).catch((error) => refuse(readingError(error)));
  const [damage] = counts.damage;
  if (damage !== undefined) refuse(damage);
  return bytes === null
    ? refuse('too large to be read as one document')
    : new TextDecoder().decode(bytes);
}

/** Null for more than one text can hold. */
async function gathered(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array | null> {
  const kept: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > constants.MAX_STRING_LENGTH) return null;
    // The reader uses its buffers again.
    kept.push(Uint8Array.from(piece));
  }
  return Buffer.concat(kept);
}

function parsed(text: string, refuse: Refuse): unknown {
  if (text.trim() === '') return refuse('empty, and no report');
  if (!text.trimStart().startsWith('{'))
    return refuse('no JSON, and no report; logs are read without the word report');
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(`no JSON: ${plain(error instanceof Error ? error.message : String(error))}`);
  }
}

/** Another version may have said more, or said it otherwise. */
function writer(value: unknown): string {
  const { tool } = value as Partial<Report>;
  const version = tool?.version;
  if (typeof version !== 'string' || version === VERSION) return '';
  return `; written by inject-trace ${plain(version)}, and this is ${VERSION}`;
}
