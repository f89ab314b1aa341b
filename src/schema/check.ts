// In: a value and the schema it should have. Out: the first thing that is wrong with it, and where. Knows
// the part of JSON Schema that words.ts writes, and no more.

import type { Schema, SchemaDocument, TypeName } from './words.ts';

export interface Problem {
  /** `cycles[0].steps[2].at`; '' for the whole. */
  readonly where: string;
  readonly what: string;
}

/** The first problem in the order of the schema, null when there is none. */
export function firstProblem(value: unknown, document: SchemaDocument): Problem | null {
  return check({ where: '', document }, value, document);
}

interface Place {
  readonly where: string;
  readonly document: SchemaDocument;
}

function check(place: Place, value: unknown, schema: Schema): Problem | null {
  if (schema.$ref !== undefined) return check(place, value, target(place, schema.$ref));
  const wrong = wrongAlone(value, schema);
  if (wrong !== null) return { where: place.where, what: wrong };
  if (Array.isArray(value)) return checkItems(place, value, schema);
  if (typeof value === 'object' && value !== null) return checkFields(place, value, schema);
  return null;
}

function target({ document }: Place, $ref: string): Schema {
  const schema = document.$defs[$ref.replace('#/$defs/', '')];
  if (schema === undefined) throw new Error(`the schema has no ${$ref}`);
  return schema;
}

/** What is wrong with a value, what stands in it left out. */
function wrongAlone(value: unknown, schema: Schema): string | null {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => isOf(type, value)))
    return `is ${named(value)}, not ${types.join(' or ')}`;
  if (schema.const !== undefined && value !== schema.const)
    return `is ${named(value)}, not ${schema.const}`;
  if (schema.enum !== undefined && !schema.enum.some((one) => one === value))
    return `is ${named(value)}, none of the values there are`;
  if (schema.minimum !== undefined && typeof value === 'number' && value < schema.minimum)
    return `is ${value}, less than ${schema.minimum}`;
  if (schema.minItems !== undefined && Array.isArray(value) && value.length < schema.minItems)
    return 'is empty';
  if (schema.pattern !== undefined && typeof value === 'string' && !fits(schema.pattern, value))
    return `is ${named(value)}, not a time as reports have it`;
  return null;
}

const patterns = new Map<string, RegExp>();

function fits(pattern: string, text: string): boolean {
  const known = patterns.get(pattern) ?? new RegExp(pattern, 'u');
  patterns.set(pattern, known);
  return known.test(text);
}

function isOf(type: TypeName, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object')
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function checkItems(place: Place, values: readonly unknown[], { items }: Schema): Problem | null {
  if (items === undefined) return null;
  for (const [index, value] of values.entries()) {
    const problem = check({ ...place, where: `${place.where}[${index}]` }, value, items);
    if (problem !== null) return problem;
  }
  return null;
}

function checkFields(place: Place, value: object, schema: Schema): Problem | null {
  const { properties = {}, required = [], additionalProperties } = schema;
  const given = new Map(Object.entries(value));
  const keys = new Set([...Object.keys(properties), ...given.keys()]);
  for (const key of keys) {
    const where = place.where === '' ? key : `${place.where}.${key}`;
    if (!given.has(key)) {
      if (required.includes(key)) return { where, what: 'is missing' };
      continue;
    }
    const own = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (own === false) return { where, what: 'is no field of a report' };
    const problem = own === undefined ? null : check({ ...place, where }, given.get(key), own);
    if (problem !== null) return problem;
  }
  return null;
}

/** Longer values say no more. */
const NAMED = 40;

function named(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > NAMED ? `${text.slice(0, NAMED)}…` : text;
}
