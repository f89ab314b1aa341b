// A text with the pseudonyms of a report, translated back by the map that was kept: what others answered to it.

import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { UsageError } from '../errors.ts';
import { readMap } from '../redaction/map.ts';
import { unredacted } from '../redaction/unredact.ts';
import { plain } from '../reporters/plain.ts';
import type { Stdin } from '../sources/index.ts';
import { readingError } from '../sources/index.ts';
import type { Answer, Asked } from './command.ts';

export async function unredact({ flags, stdin }: Asked): Promise<Answer> {
  const values = await mapIn(flags.redactMap);
  const [path = '-'] = flags.files;
  if (path === '-' && stdin.isTTY === true)
    throw new UsageError('no text given: name a file, or pipe one in; --help shows how');
  return { text: unredacted(textOf(path, stdin), values) };
}

async function mapIn(path: string | undefined): Promise<ReadonlyMap<string, string>> {
  if (path === undefined) throw new UsageError('unredact needs --redact-map');
  const text = await readFile(path, 'utf8').catch((error) =>
    refuse(`--redact-map ${plain(path)}`, error),
  );
  const values = readMap(text);
  if (values !== null) return values;
  throw new UsageError(`--redact-map ${plain(path)}: is no map that --redact-map wrote`);
}

async function* textOf(path: string, stdin: Stdin): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  try {
    for await (const bytes of path === '-' ? stdin : createReadStream(path))
      yield decoder.decode(bytes, { stream: true });
  } catch (error) {
    refuse(plain(path), error);
  }
  yield decoder.decode();
}

function refuse(what: string, error: unknown): never {
  throw new UsageError(`${what}: ${readingError(error)}`);
}
