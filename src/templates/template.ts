// What a template is: Nova's own format strings, per release, and the fact a matching line states.
// In: format strings. Out: a matcher for whole messages and the fixed text the sieve looks for.

import type { EventFacts, LogRecord, ReleaseRange } from '../model.ts';

/** Names of the holes in a format string: `Map dev %(dev)s` has `dev`. */
type Holes<Format extends string> = Format extends `${string}%(${infer Name})s${infer Rest}`
  ? Name | Holes<Rest>
  : never;

export interface Variant<Format extends string = string> extends ReleaseRange {
  readonly loggers: readonly string[];
  /** Nova's format string; a positional `%s` is given a name. */
  readonly format: Format;
  /** A message as this variant prints it. */
  readonly sample: string;
}

export interface Template {
  readonly id: string;
  readonly variants: readonly CompiledVariant[];
}

export interface CompiledVariant extends Variant {
  /** Text before the first hole. */
  readonly prefix: string;
  /** Fixed texts one of which every matching line holds, in plain text and inside a JSON string. */
  readonly needles: readonly string[];
  /** What follows this text in a line is secret or may be; evidence is cut there. */
  readonly secretsAfter: string | null;
  /** The releases alone. */
  readonly releases: ReleaseRange;
  read(message: string, record: LogRecord): EventFacts | null;
}

interface TemplateSpec<Format extends string> {
  readonly id: string;
  readonly variants: readonly Variant<Format>[];
  /** Patterns for holes that hold less than any text; `word` has no blank. */
  readonly holes?: Partial<Record<Holes<Format>, keyof typeof HOLES>>;
  /** Where the format's own text is too short to search for. */
  readonly needles?: readonly string[];
  readonly secretsAfter?: string;
  event(holes: Partial<Record<Holes<Format>, string>>, record: LogRecord): EventFacts | null;
}

const HOLES = {
  any: '[\\s\\S]*?',
  greedy: '[\\s\\S]*',
  word: '\\S+',
  number: '-?\\d+',
  decimal: '\\d+(?:\\.\\d+)?',
  /** A hole that the release leaves as it is. */
  unfilled: '%\\(\\w+\\)s',
  /** A path, or a model's repr. */
  image: '(?:<[^>]*>|[^\\s(<]\\S*)',
  uuid: '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}',
} as const;

const HOLE = /%\((\w+)\)s/g;

/** Declares a template. The holes handed to `event` are those of the format strings, by name. */
export function template<const Format extends string>(spec: TemplateSpec<Format>): Template {
  return {
    id: spec.id,
    variants: spec.variants.map((variant) => compile(spec, variant)),
  };
}

function compile<Format extends string>(
  spec: TemplateSpec<Format>,
  variant: Variant<Format>,
): CompiledVariant {
  const literals = variant.format.split(/%\(\w+\)s/);
  const [prefix = ''] = literals;
  const ending = literals.at(-1) ?? '';
  // Of the templates there are a log meets few.
  let pattern: RegExp | undefined;
  return {
    ...variant,
    prefix,
    needles: spec.needles ?? [longest(literals)],
    secretsAfter: spec.secretsAfter ?? null,
    releases: { since: variant.since, until: variant.until },
    read(message, record) {
      // The cheap test before the pattern.
      if (!message.startsWith(prefix) || !message.endsWith(ending)) return null;
      pattern ??= patternOf(variant.format, spec.holes ?? {});
      const match = pattern.exec(message);
      if (match === null) return null;
      return spec.event((match.groups ?? {}) as Partial<Record<Holes<Format>, string>>, record);
    },
  };
}

function patternOf(format: string, kinds: Partial<Record<string, keyof typeof HOLES>>): RegExp {
  const texts = format.split(/%\(\w+\)s/).map(escapeText);
  const names = [...format.matchAll(HOLE)].map(([, name = '']) => name);
  const kindOf = (name: string | undefined) => (name === undefined ? null : (kinds[name] ?? 'any'));
  const holes = names.map((name, index) => {
    const [kind, next] = [kindOf(name), kindOf(names[index + 1])];
    const text = texts[index + 1] ?? '';
    const hole = `(?<${name}>${HOLES[kind ?? 'any']})`;
    // Where the next hole takes anything, a later place of the text between them is no better, and trying
    // each would take the square of the message's length.
    const isFirst = kind === 'any' && text !== '' && (next === 'any' || next === 'greedy');
    return isFirst ? `(?=${hole}${text})\\k<${name}>${text}` : `${hole}${text}`;
  });
  return new RegExp(`^${texts[0] ?? ''}${holes.join('')}$`);
}

function longest(literals: readonly string[]): string {
  const runs = literals.flatMap((text) => text.split(/[^\x20-\x7e]|["\\/]/));
  return runs.reduce((best, run) => (run.length > best.length ? run : best), '');
}

function escapeText(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
