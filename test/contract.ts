// The report contract as a reader of the JSON sees it: the published schema, asked by a validator of its
// own, and what a schema cannot say.

import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Report } from '../src/model.ts';
import { reportSchema } from '../src/schema/index.ts';

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
export const validate = ajv.compile(reportSchema);

/** Where a report breaks the contract: `/cycles/0/device must be string,null`. */
export function problemsOf(given: Report): readonly string[] {
  validate(JSON.parse(JSON.stringify(given)));
  const broken = (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
  return [...broken, ...danglingIn(given)];
}

/** Cycle ids are unique, and what refers to a cycle refers to one there is. */
function danglingIn({ cycles, instances, findings }: Report): readonly string[] {
  const ids = new Set(cycles.map(({ id }) => id));
  const twice = ids.size < cycles.length ? ['cycle ids are not unique'] : [];
  const referred = [...instances, ...findings].flatMap((one) => one.cycles);
  return [...twice, ...referred.filter((id) => !ids.has(id)).map((id) => `no cycle ${id}`)];
}
