// What the records of the schema have in common: lines cited, how sure a claim is, items and handlers.

import { handlers } from '../handlers/index.ts';
import type { Confidence, Evidence, InjectItem } from '../model.ts';
import { a, count, filled, list, oneOf, record, type Schema } from './words.ts';

export const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });

export const evidence = list(ref('Evidence'), 'lines that show it');
export const someEvidence = filled(ref('Evidence'));

export const confidence = oneOf<Confidence>({
  certain: 'rests on a line',
  likely: 'rests on an absence or on what the release does',
  unknown: '',
});

export const handler: Schema = { enum: Object.keys(handlers) };

export const item = oneOf<InjectItem>({
  key: 'SSH key',
  net: 'network configuration',
  metadata: '',
  admin_password: '',
  files: 'personality files',
});

export const evidenceDefs = {
  Evidence: record<Evidence>(
    {
      source: count('index into sources'),
      line: { ...count('from 1'), minimum: 1 },
      offset: count('of the line in the decompressed source, in bytes'),
      text: a('string', 'the line, its secrets masked'),
    },
    'a quoted line',
  ),
};
