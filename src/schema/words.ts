// What the schema is written with: JSON Schema of one field or record each, which the compiler holds to
// the types of the report: a key or a word that is left out, or one too many, does not compile.

/** The part of JSON Schema 2020-12 that is used. */
export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: TypeName | readonly TypeName[];
  readonly const?: string | true;
  readonly enum?: readonly (string | null)[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | false;
}

export interface SchemaDocument extends Schema {
  readonly $schema: string;
  readonly $id: string;
  readonly title: string;
  readonly $defs: Readonly<Record<string, Schema>>;
}

export type TypeName = 'string' | 'integer' | 'number' | 'boolean' | 'null' | 'array' | 'object';

/** Of a key that need not be there. */
export interface Optional {
  readonly optional: Schema;
}

type Fields<Type> = {
  readonly [Key in keyof Type]-?: object extends Pick<Type, Key> ? Optional : Schema;
};

const about = (description: string | undefined) =>
  description === undefined ? {} : { description };

/** A string, integer, number or boolean. */
export const a = (type: TypeName, description?: string): Schema => ({
  type,
  ...about(description),
});

/** The same, or null where the log does not tell. */
export const maybe = (type: TypeName, description?: string): Schema => ({
  type: [type, 'null'],
  ...about(description),
});

export const count = (description?: string): Schema => ({
  type: 'integer',
  minimum: 0,
  ...about(description),
});

export const maybeCount = (description?: string): Schema => ({
  type: ['integer', 'null'],
  minimum: 0,
  ...about(description),
});

export const maybeAmount = (description?: string): Schema => ({
  type: ['number', 'null'],
  minimum: 0,
  ...about(description),
});

/** A log's own time; an offset only where the log or --tz gives one. */
export const maybeTime = (description?: string): Schema => ({
  type: ['string', 'null'],
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?(Z|[+-]\\d\\d:?\\d\\d)?$',
  ...about(description),
});

export const exactly = (text: string): Schema => ({ const: text });

/** Of a key that is there where it is so. */
export const always = (description: string): Schema => ({ const: true, ...about(description) });

/** One of these words, each with what it means; '' where it says so itself. */
export const oneOf = <Word extends string>(meanings: Readonly<Record<Word, string>>): Schema => {
  const told = Object.entries<string>(meanings).filter(([, meaning]) => meaning !== '');
  const texts = told.map(([word, meaning]) => `${word}: ${meaning}`);
  return { enum: Object.keys(meanings), ...(texts.length > 0 ? about(texts.join('; ')) : {}) };
};

export const orNull = (words: Schema): Schema => ({
  ...words,
  enum: [...(words.enum ?? []), null],
});

export const list = (items: Schema, description?: string): Schema => ({
  type: 'array',
  items,
  ...about(description),
});

export const filled = (items: Schema): Schema => ({ ...list(items), minItems: 1 });

/** How often each word occurs. */
export const tally = (description?: string): Schema => ({
  type: 'object',
  additionalProperties: count(),
  ...about(description),
});

export const optional = (schema: Schema): Optional => ({ optional: schema });

/** Exactly the keys of a type. */
export function record<Type>(fields: Fields<Type>, description?: string): Schema {
  const entries = Object.entries<Schema | Optional>(fields);
  const isOptional = (field: Schema | Optional): field is Optional => 'optional' in field;
  return {
    type: 'object',
    ...about(description),
    properties: Object.fromEntries(
      entries.map(([key, field]) => [key, isOptional(field) ? field.optional : field]),
    ),
    required: entries.flatMap(([key, field]) => (isOptional(field) ? [] : [key])),
    additionalProperties: false,
  };
}
