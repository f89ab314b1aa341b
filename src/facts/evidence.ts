// What files beside the logs tell, as facts. In: such a file, read. Out: one fact; and the file again, cited as a
// source of a report.

import { parse, stringify } from 'devalue';
import { UsageError } from '../errors.ts';
import type { EvidenceFile } from '../evidence/index.ts';
import { plain } from '../reporters/plain.ts';
import { type EvidenceFact, SCHEMA } from './fact.ts';
import { hashOf } from './ids.ts';

export function evidenceFact(host: string, file: EvidenceFile): EvidenceFact {
  const text = stringify(at(file, { source: 0, path: '' }));
  const id = hashOf([host, text]);
  return { schema: SCHEMA, host, id, kind: 'evidence', path: `${host}:${file.path}`, file: text };
}

/** @param source index among the sources of the report
 *  @throws UsageError for a damaged one */
export function evidenceOf({ host, id, path, file }: EvidenceFact, source: number): EvidenceFile {
  try {
    return at(parse(file) as EvidenceFile, { source, path });
  } catch {
    throw new UsageError(`a damaged fact of ${plain(host)}: ${plain(id)}: file is none`);
  }
}

/** Where it lies is told in several places of it. */
function at(file: EvidenceFile, place: { readonly source: number; readonly path: string }) {
  const copied = new Map<unknown, unknown>();
  const copy = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || value instanceof Set) return value;
    const known = copied.get(value);
    if (known !== undefined) return known;
    if (Array.isArray(value)) return value.map(copy);
    const own = Object.entries(value).map(([name, inner]) => [name, copy(inner)]);
    const moved = Object.fromEntries(own);
    if ('source' in value) moved.source = place.source;
    copied.set(value, moved);
    return moved;
  };
  const { facts, ...rest } = copy(file) as EvidenceFile;
  const guests = facts.guests.map((guest) => ({ ...guest, path: place.path }));
  return { ...rest, path: place.path, facts: { ...facts, guests } };
}
