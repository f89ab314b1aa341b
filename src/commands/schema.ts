// The JSON Schema of the report, for those who read it with programs of their own.

import { json } from '../reporters/json.ts';
import { reportSchema } from '../schema/index.ts';
import type { Answer } from './command.ts';

export async function schema(): Promise<Answer> {
  return { text: json(reportSchema) };
}
